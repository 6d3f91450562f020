package com.example.journal;

import dev.imagevault.ImageVault;
import dev.imagevault.SweepReport;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

/** Finishes what a crash, a time-out or a rolled-back transaction left undone. */
@ApplicationScoped
class Sweeper {

  private final ImageVault vault;

  Sweeper(ImageVault vault) {
    this.vault = vault;
  }

  @Scheduled(every = "${sweep.every:60s}", concurrentExecution = ConcurrentExecution.SKIP)
  void sweep() {
    SweepReport report = vault.sweep();
    if (!report.idle()) {
      Log.info(report);
    }
  }
}
