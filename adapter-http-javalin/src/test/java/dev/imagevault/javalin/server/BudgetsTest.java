package dev.imagevault.javalin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is shared out adds up. */
class BudgetsTest {

  /** For accepting, for reading bodies, and for requests that wait for nothing. */
  private static final int OTHER_THREADS = 16;

  /** What one call of a back end takes at the most: a connection, and its answer. */
  private static final Duration CALL = Duration.ofSeconds(6);

  /** A delete of all may look again whether what it could not tell has happened. */
  private static final int CALLS = 4;

  @Test
  void ifAllWhoWaitHangThereAreThreadsForTheOthers() throws Exception {
    int hanging = 0;
    for (Field field : Budgets.class.getFields()) {
      if (field.getType() == int.class && !field.getName().equals("THREADS")) {
        hanging += field.getInt(null);
      }
    }
    assertThat(hanging).isPositive().isLessThanOrEqualTo(Budgets.THREADS - OTHER_THREADS);
  }

  @Test
  void whoseTurnCameLastIsStillAnsweredInTime() {
    assertThat(Budgets.TURN.plus(CALL.multipliedBy(CALLS))).isLessThan(Budgets.ANSWER);
  }

  @Test
  void anUploadWhoseTurnCameLastHasMostOfTheTimeToBeStored() {
    assertThat(Budgets.UPLOAD).isLessThan(Budgets.ANSWER);
    assertThat(Budgets.UPLOAD.minus(Budgets.TURN_AT_STORING)).isGreaterThan(CALL.multipliedBy(3));
  }
}
