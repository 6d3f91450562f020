package dev.imagevault.app.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/**
 * Which database, and as whom.
 *
 * @param jdbcUrl for PostgreSQL's driver, perhaps with secrets in its query
 * @param user empty where the URL or the driver's own rules say
 * @param password likewise
 */
public record DatabaseUrl(String jdbcUrl, Optional<String> user, Optional<String> password) {

  private static final String JDBC = "jdbc:postgresql:";

  private static final Pattern URI =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
              + "(?<hosts>[^@/?]+)/(?<database>[^/?]+)(?:\\?(?<query>.*))?");

  /**
   * Returns the database that this text names: a {@code jdbc:postgresql:} URL as it is, or a
   * connection URI as libpq takes it, percent-decoded (PostgreSQL's manual, section 34.1.1.2),
   * whose query goes to the driver as it is.
   *
   * @throws IllegalArgumentException where it is neither; the message does not repeat it
   */
  public static DatabaseUrl parse(String text) {
    DatabaseUrl url =
        text.startsWith(JDBC)
            ? new DatabaseUrl(text, Optional.empty(), Optional.empty())
            : ofUri(text);
    Properties properties = url.properties().orElseThrow(DatabaseUrl::malformed);
    try {
      SslMode.of(properties);
    } catch (PSQLException e) {
      throw new IllegalArgumentException(
          "has an unknown sslmode: disable, allow, prefer, require, verify-ca or verify-full", e);
    }
    return url;
  }

  private static DatabaseUrl ofUri(String text) {
    Matcher uri = URI.matcher(text);
    if (!uri.matches()) {
      throw malformed();
    }
    String query = uri.group("query");
    return new DatabaseUrl(
        JDBC
            + "//"
            + uri.group("hosts")
            + "/"
            + URLEncoder.encode(decode(uri.group("database")), StandardCharsets.UTF_8)
            + (query == null ? "" : "?" + query),
        Optional.ofNullable(uri.group("user")).map(DatabaseUrl::decode),
        Optional.ofNullable(uri.group("password")).map(DatabaseUrl::decode));
  }

  /** Returns the text with each percent-encoded byte decoded; a plus sign stays one. */
  private static String decode(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[encoded.length];
    int length = 0;
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded[length++] = encoded[i];
      } else if (i + 2 < encoded.length
          && HexFormat.isHexDigit(encoded[i + 1])
          && HexFormat.isHexDigit(encoded[i + 2])) {
        decoded[length++] = (byte) HexFormat.fromHexDigits(text(encoded, i + 1));
        i += 2;
      } else {
        throw malformed();
      }
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes, int from) {
    return new String(bytes, from, 2, StandardCharsets.US_ASCII);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "is no database URL: postgres://user:password@host:port/database, where characters such"
            + " as @ : / ? # % in user and password are percent-encoded");
  }

  private Optional<Properties> properties() {
    return Optional.ofNullable(Driver.parseURL(jdbcUrl, null));
  }

  /**
   * Returns a source of connections to this database.
   *
   * @param usual properties of the driver, for what the URL does not say
   */
  public PGSimpleDataSource dataSource(Properties usual) {
    Properties all = Objects.requireNonNull(Driver.parseURL(jdbcUrl, usual), "parsed before");
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    for (PGProperty property : PGProperty.values()) {
      dataSource.setProperty(property, property.getOrDefault(all));
    }
    nameNoMoreThanUsual(dataSource);
    user.ifPresent(dataSource::setUser);
    password.ifPresent(dataSource::setPassword);
    return dataSource;
  }

  /**
   * Statements are prepared by name never, where the URL says so (0), or else as often as usual:
   * whatever else it says would name those too that have to have none behind a pooler, and so would
   * a fetch size.
   */
  private static void nameNoMoreThanUsual(PGSimpleDataSource dataSource) {
    if (dataSource.getPrepareThreshold() != 0) {
      dataSource.setPrepareThreshold(
          Integer.parseInt(Objects.requireNonNull(PGProperty.PREPARE_THRESHOLD.getDefaultValue())));
    }
    dataSource.setDefaultRowFetchSize(0);
  }

  /** Returns whether every host is this machine, by its name. */
  public boolean isLoopback() {
    return properties()
        .map(PGProperty.PG_HOST::getOrDefault)
        .filter(hosts -> Loopback.isLoopback(hosts.split(",")))
        .isPresent();
  }

  /** Returns host, port and database: nothing secret. */
  @Override
  public String toString() {
    return properties()
        .map(
            properties ->
                PGProperty.PG_HOST.getOrDefault(properties)
                    + ":"
                    + PGProperty.PG_PORT.getOrDefault(properties)
                    + "/"
                    + PGProperty.PG_DBNAME.getOrDefault(properties))
        .orElse("…");
  }
}
