package dev.imagevault.jdbi;

import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.ImportRun;
import java.util.Optional;

/** Imports into the table {@code user_images}, remembered in {@code user_images_imports}. */
final class JdbiImportRepository implements ImportRepository {

  private final DatabaseCalls database;

  JdbiImportRepository(DatabaseCalls database) {
    this.database = database;
  }

  @Override
  public Optional<ImportRun> begin() {
    return ImportTurn.take(database).map(turn -> new JdbiImportRun(database, turn));
  }
}
