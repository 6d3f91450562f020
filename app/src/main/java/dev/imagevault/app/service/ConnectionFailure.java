package dev.imagevault.app.service;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;

/** Why the database cannot be connected to, as whoever set it up has to know it. */
final class ConnectionFailure {

  /** What PgBouncer says itself has one SQLSTATE, whatever it is. */
  private static final Pattern SAID_BY_A_POOLER =
      Pattern.compile(
          "(?i)no such (user|database)|authentication failed|unsupported startup param");

  private ConnectionFailure() {}

  /** Returns the first line of what was said. */
  static String said(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Returns what is wrong and what to do, in one line, for what waiting cannot mend: credentials,
   * names, certificates. Empty for what it can, such as a server that is just starting.
   */
  static Optional<String> remedy(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (isOfTls(e)) {
      return Optional.of(
          "cannot be reached safely (%s): check sslmode in DATABASE_URL, and give the certificate of"
                  .formatted(said(e))
              + " the server's authority as sslrootcert=FILE");
    }
    if (state.startsWith("28")) {
      return Optional.of(
          "refuses us (%s): check user, password and sslmode in DATABASE_URL".formatted(said(e)));
    }
    if (state.startsWith("3D")) {
      return Optional.of(
          "does not exist (%s): create it, or correct its name in DATABASE_URL".formatted(said(e)));
    }
    boolean hopeless =
        state.startsWith("22") // a parameter that cannot be
            || state.startsWith("42") // a right that the role lacks
            || state.equals("0A000") // a protocol that the server does not speak
            || state.equals("08004") // no password, or no TLS there
            || (state.equals("08P01") && SAID_BY_A_POOLER.matcher(said(e)).find());
    return hopeless
        ? Optional.of("does not take our connection (%s): check DATABASE_URL".formatted(said(e)))
        : Optional.empty();
  }

  /**
   * Returns whether the connection was not trusted. That the driver gives up by itself, without a
   * cause, is that the certificate has another name.
   */
  private static boolean isOfTls(SQLException e) {
    if (causes(e).anyMatch(ConnectionFailure::isOfTheNetwork)) {
      return false;
    }
    boolean byTheDriver =
        e instanceof PSQLException told
            && told.getServerErrorMessage() == null
            && "08006".equals(e.getSQLState());
    return byTheDriver
        && (e.getCause() == null || causes(e).anyMatch(ConnectionFailure::isOfCertificates));
  }

  private static boolean isOfTheNetwork(Throwable e) {
    return e instanceof EOFException
        || e instanceof SocketException
        || e instanceof SocketTimeoutException;
  }

  private static boolean isOfCertificates(Throwable e) {
    return e instanceof SSLException
        || e instanceof GeneralSecurityException
        || e instanceof FileNotFoundException
        || e instanceof NoSuchFileException;
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, t -> t != null, Throwable::getCause);
  }
}
