package com.example.journal;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.SQLException;

/** Entries with a picture each: a row of the host's, and an image of the vault's. */
@ApplicationScoped
public class Journal {

  private final ImageVault vault;
  private final AgroalDataSource database;
  private final TransactionSynchronizationRegistry transaction;

  Journal(
      ImageVault vault, AgroalDataSource database, TransactionSynchronizationRegistry transaction) {
    this.vault = vault;
    this.database = database;
    this.transaction = transaction;
  }

  /** Both are there afterwards or, if it fails, neither. */
  @Transactional(rollbackOn = Exception.class)
  public Image add(String author, byte[] picture) throws SQLException {
    Image image = vault.upload(new OwnerId(author), Upload.of(picture).named("picture"));
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status != Status.STATUS_COMMITTED) {
              vault.withdraw(image);
            }
          }
        });
    try (var connection = database.getConnection();
        var insert = connection.prepareStatement("insert into entries values (?, ?)")) {
      insert.setString(1, author);
      insert.setLong(2, image.id().value());
      insert.executeUpdate();
    }
    return image;
  }
}
