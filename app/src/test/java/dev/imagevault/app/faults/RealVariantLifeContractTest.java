package dev.imagevault.app.faults;

import dev.imagevault.contract.VariantLifeContract;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The whole life of variants, under every fault of every call, in PostgreSQL and over S3. */
@Tag("faults")
class RealVariantLifeContractTest extends VariantLifeContract {

  private static BackEnds backEnds;
  private static JdbiImageRepository repository;

  @BeforeAll
  static void create() throws Exception {
    backEnds = BackEnds.create();
    repository = backEnds.repository();
  }

  @AfterAll
  static void drop() throws Exception {
    backEnds.close();
  }

  @Override
  protected ImageStorage storage() {
    return backEnds.storage();
  }

  @Override
  protected ImageRepository emptyRepository() throws SQLException {
    backEnds.execute(
        "delete from user_images_variants; delete from user_images;"
            + "delete from user_images_named_variants; delete from user_images_renderers");
    return repository;
  }

  @Override
  protected VariantRepository variants() {
    return repository.variants();
  }

  @Override
  protected RenderingQueue renderings() {
    return repository.renderings();
  }

  @Override
  protected void passTime(Duration duration) throws SQLException {
    backEnds.passTime(duration);
  }

  /** Two faults are played in memory: here they would take many minutes. */
  @Override
  protected boolean twoFaults() {
    return false;
  }
}
