package dev.imagevault.app.config;

import dev.imagevault.app.process.Logging;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VaultPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * All that the service is told.
 *
 * @param database that holds the records
 * @param migrate whether migrations are applied at start
 * @param store that holds the objects
 * @param edge that serves them; empty if the store does, by URLs that it presigned
 * @param tokens that users come with
 * @param policy what is accepted, how long URLs live, when unfinished work is taken up, which
 *     variants there are
 * @param rendering who makes the variants
 * @param sweepInterval the time between sweeps
 * @param server how it listens and answers
 */
public record AppConfig(
    DatabaseUrl database,
    boolean migrate,
    StoreConfig store,
    Optional<EdgeConfig> edge,
    TokenConfig tokens,
    VaultPolicy policy,
    VariantConfig rendering,
    Duration sweepInterval,
    ServerConfig server) {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Long enough for everyone, and far from where sums of times overflow. */
  private static final Duration YEAR = Duration.ofDays(365);

  /**
   * Returns what the environment says.
   *
   * @throws ConfigException naming every problem there is
   */
  public static AppConfig read(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    Optional<DatabaseUrl> database = reader.required(Variable.DATABASE_URL, DatabaseUrl::parse);
    boolean migrate = reader.either(Variable.DB_MIGRATE_ON_START, true, "true", "false");
    Optional<StoreConfig> store = StoreConfig.read(reader);
    VaultPolicy policy = policy(reader);
    Optional<EdgeConfig> edge = EdgeConfig.read(reader, policy.signedUrlTtl());
    Optional<TokenConfig> tokens = TokenConfig.read(reader);
    VariantConfig rendering = VariantConfig.read(reader, policy.variants().isEmpty() ? 0 : 1, 0);
    Duration sweepInterval =
        reader.seconds(Variable.SWEEP_INTERVAL, Duration.ofMinutes(1), SECOND, YEAR);
    ServerConfig server = ServerConfig.read(reader, policy);
    reader.check(Variable.LOG_LEVEL, Logging::level);
    reader.finish();
    return new AppConfig(
        database.orElseThrow(),
        migrate,
        store.orElseThrow(),
        edge,
        tokens.orElseThrow(),
        policy,
        rendering,
        sweepInterval,
        server);
  }

  /**
   * Returns the database alone.
   *
   * @throws ConfigException where it is not set, or malformed
   */
  public static DatabaseUrl database(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    Optional<DatabaseUrl> database = reader.required(Variable.DATABASE_URL, DatabaseUrl::parse);
    reader.finish();
    return database.orElseThrow();
  }

  /**
   * Returns the database of the service that images are imported from.
   *
   * @throws ConfigException where it is not set, or malformed
   */
  public static DatabaseUrl importDatabase(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    Optional<DatabaseUrl> database =
        reader.required(Variable.IMPORT_DATABASE_URL, DatabaseUrl::parse);
    reader.finish();
    return database.orElseThrow();
  }

  /**
   * Returns the tokens alone.
   *
   * @throws ConfigException where they are not set, or malformed
   */
  public static TokenConfig tokens(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    Optional<TokenConfig> tokens = TokenConfig.read(reader);
    reader.finish();
    return tokens.orElseThrow();
  }

  static VaultPolicy policy(ConfigReader reader) {
    VaultPolicy usual = VaultPolicy.DEFAULT;
    return usual
        .withMaxFileSize(
            reader.number(
                Variable.MAX_FILE_SIZE, usual.maxFileSize(), 1, VaultPolicy.MAX_FILE_SIZE_LIMIT))
        .withMaxPixels(
            reader.number(Variable.MAX_PIXELS, usual.maxPixels(), 1, VaultPolicy.MAX_PIXELS_LIMIT))
        .withStripMetadata(
            reader.either(Variable.STRIP_METADATA, usual.stripMetadata(), "true", "false"))
        .withSignedUrls(
            reader.seconds(Variable.SIGNED_URL_TTL, usual.signedUrlTtl(), SECOND, YEAR),
            reader.seconds(
                Variable.SIGNED_URL_WINDOW, usual.signedUrlWindow(), Duration.ZERO, YEAR))
        .withSweepDelay(
            reader.seconds(
                Variable.SWEEP_DELAY, usual.sweepDelay(), VaultPolicy.MIN_SWEEP_DELAY, YEAR))
        .withQuota(
            new Quota(
                reader.limit(Variable.MAX_IMAGES_PER_USER),
                reader.limit(Variable.MAX_BYTES_PER_USER)))
        .withVariants(
            reader.optional(Variable.VARIANTS, VariantConfig::variants).orElse(usual.variants()))
        .withVariantTimeout(VariantConfig.timeout(reader));
  }
}
