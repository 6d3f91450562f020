package dev.imagevault.app.faults;

import dev.imagevault.contract.DirectUploadLifeContract;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Direct uploads, under every fault of every call, in PostgreSQL and over S3. */
@Tag("faults")
class RealDirectUploadLifeContractTest extends DirectUploadLifeContract {

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
    backEnds.execute("delete from user_images_uploads");
    return backEnds.repository();
  }

  @Override
  protected UploadRepository uploads(ImageRepository images) {
    return ((JdbiImageRepository) images).uploads();
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
