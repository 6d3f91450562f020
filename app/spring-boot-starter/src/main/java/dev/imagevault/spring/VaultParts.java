package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import dev.imagevault.ImageVaultBuilder;
import dev.imagevault.VaultObserver;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The beans that a vault is made of: that of the application, and the one that renders.
 *
 * @param storage where objects are
 * @param urls signs them
 * @param records where records are
 * @param variants beside the records, if there are any
 * @param renderings beside the records, if there are any
 * @param uploads beside the records, if there are any
 * @param imports beside the records, if there are any
 * @param uploadUrls if clients may send files straight to the store
 * @param edge if there is one to clear
 * @param observers are all told
 * @param policy of the vault
 */
record VaultParts(
    ImageStorage storage,
    UrlSigner urls,
    ImageRepository records,
    ObjectProvider<VariantRepository> variants,
    ObjectProvider<RenderingQueue> renderings,
    ObjectProvider<UploadRepository> uploads,
    ObjectProvider<ImportRepository> imports,
    ObjectProvider<UploadSigner> uploadUrls,
    ObjectProvider<EdgeInvalidation> edge,
    ObjectProvider<VaultObserver> observers,
    VaultPolicy policy) {

  /** Returns a vault of all of them, to be built. */
  ImageVaultBuilder builder() {
    ImageVaultBuilder vault =
        ImageVault.builder()
            .storage(storage)
            .urls(urls)
            .records(records)
            .policy(policy)
            .observer(new AllObservers(observers.orderedStream().toList()));
    variants.ifAvailable(
        ofObjects -> renderings.ifAvailable(ofWaiting -> vault.variants(ofObjects, ofWaiting)));
    uploads.ifAvailable(vault::uploadRecords);
    imports.ifAvailable(vault::importRecords);
    uploadUrls.ifAvailable(vault::uploadUrls);
    edge.ifAvailable(vault::edge);
    return vault;
  }
}
