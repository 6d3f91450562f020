package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.service.Database;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Applies the migrations and exits. */
@Command(
    name = "migrate",
    description = "Applies the migrations to the database of DATABASE_URL and exits.")
final class MigrateCommand implements Callable<Integer> {

  /** Made by the command line. */
  MigrateCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Environment environment = ProcessEnvironment.read();
    Database database = new Database(AppConfig.database(environment));
    database.await();
    boolean changed = database.migrate();
    System.out.println(
        changed ? "The database is migrated." : "The database has all migrations already.");
    return 0;
  }
}
