package dev.imagevault.app.faults;

import dev.imagevault.contract.ImageLifeContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The whole life of images, under every fault of every call, in PostgreSQL and over S3. */
@Tag("faults")
class RealImageLifeContractTest extends ImageLifeContract {

  private static BackEnds backEnds;

  @BeforeAll
  static void create() throws Exception {
    backEnds = BackEnds.create();
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
    backEnds.execute("delete from user_images");
    return backEnds.repository();
  }

  @Override
  protected void passTime(Duration duration) throws SQLException {
    backEnds.passTime(duration);
  }
}
