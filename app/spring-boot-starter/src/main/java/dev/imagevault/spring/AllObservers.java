package dev.imagevault.spring;

import dev.imagevault.Rendered;
import dev.imagevault.SweepReport;
import dev.imagevault.VaultObserver;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.OwnerId;
import java.util.List;
import java.util.function.Consumer;

/** Tells the host's observers, and ours. One that throws keeps nothing from the others. */
record AllObservers(List<VaultObserver> all) implements VaultObserver {

  private void tell(Consumer<VaultObserver> what) {
    for (VaultObserver each : all) {
      try {
        what.accept(each);
      } catch (RuntimeException e) {
        // As the vault does.
      }
    }
  }

  @Override
  public void uploaded(Image image) {
    tell(each -> each.uploaded(image));
  }

  @Override
  public void refused(OwnerId owner, ImageException reason) {
    tell(each -> each.refused(owner, reason));
  }

  @Override
  public void rendered(Rendered rendered) {
    tell(each -> each.rendered(rendered));
  }

  @Override
  public void swept(SweepReport report) {
    tell(each -> each.swept(report));
  }
}
