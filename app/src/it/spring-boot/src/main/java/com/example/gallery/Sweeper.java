package com.example.gallery;

import dev.imagevault.ImageVault;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Finishes what a crash or an outage left undone. Every instance does; they share the work. */
@Component
class Sweeper {

  private final ImageVault vault;

  Sweeper(ImageVault vault) {
    this.vault = vault;
  }

  /** What fails is logged by Spring and tried again a minute later. */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
  void sweep() {
    vault.sweep();
  }
}
