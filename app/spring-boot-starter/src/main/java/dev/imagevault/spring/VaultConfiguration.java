package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageRenderer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The vault, of ports that are beans. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(ImageVault.class)
@Import({
  StoreConfiguration.class,
  CloudFrontConfiguration.class,
  RecordsConfiguration.class,
  VaultParts.class,
  MetersConfiguration.class,
  HealthOfBoot3.class,
  HealthOfBoot4.class
})
class VaultConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(VaultConfiguration.class);

  @Bean
  @ConditionalOnMissingBean
  VaultPolicy imageVaultPolicy(ImageVaultProperties properties) {
    return properties.policy();
  }

  /** Says which variants are wanted, before there is an image; if it cannot, the sweeps do. */
  @Bean
  ImageVault imageVault(VaultParts parts) {
    ImageVault vault = parts.builder().build();
    try {
      vault.nameVariants();
    } catch (BackEndException e) {
      LOG.warn("variants are not wanted before the first sweep: {}", e.getMessage());
    }
    return vault;
  }

  @Bean
  Recurring imageVaultRendering(
      VaultParts parts, ImageVaultProperties properties, ObjectProvider<ImageRenderer> renderer) {
    return new Recurring(
        "imagevault-variants",
        new VariantMaker(
            parts, properties.rendering(), Optional.ofNullable(renderer.getIfAvailable())));
  }
}
