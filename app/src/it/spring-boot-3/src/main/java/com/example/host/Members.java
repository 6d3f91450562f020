package com.example.host;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Members with a picture each: a row of the host's, and an image of the vault's. */
@Service
public class Members {

  private final ImageVault vault;
  private final JdbcTemplate jdbc;

  Members(ImageVault vault, JdbcTemplate jdbc) {
    this.vault = vault;
    this.jdbc = jdbc;
  }

  /** Both are there afterwards or, if it fails, neither. */
  @Transactional
  public void join(String name, byte[] picture) {
    jdbc.update("insert into members (name) values (?)", name);
    Image image = vault.upload(new OwnerId(name), Upload.of(picture).named("picture"));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status != STATUS_COMMITTED) {
              vault.withdraw(image);
            }
          }
        });
    jdbc.update("update members set image = ? where name = ?", image.id().value(), name);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a member has a name");
    }
  }
}
