package dev.imagevault.app.config;

import dev.imagevault.app.process.Logging;
import dev.imagevault.domain.VaultPolicy;
import java.util.List;
import java.util.Optional;

/**
 * All that a process is told that makes variants and does nothing else. It signs nothing and knows
 * no user.
 *
 * @param database that holds the records
 * @param store that holds the objects
 * @param policy without variants of its own, since it makes those that others name
 * @param rendering how variants are made
 * @param server of which only the listener for operators matters
 */
public record RenderConfig(
    DatabaseUrl database,
    StoreConfig store,
    VaultPolicy policy,
    VariantConfig rendering,
    ServerConfig server) {

  /** What a decoder that is taken over must not find. */
  private static final List<Variable> FORBIDDEN =
      List.of(Variable.CLOUDFRONT_PRIVATE_KEY, Variable.JWT_SECRET, Variable.JWT_SECRET_PREVIOUS);

  /**
   * Returns what the environment says.
   *
   * @throws ConfigException naming every problem there is; a secret that has no business here is
   *     one
   */
  public static RenderConfig read(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    for (Variable secret : FORBIDDEN) {
      environment
          .givenBy(secret)
          .forEach(
              name ->
                  reader.problem(
                      name
                          + " is set, and whoever decodes strangers' images must not have it: unset"
                          + " it, also in .env, or run render where it is not set"));
    }
    Optional<DatabaseUrl> database = reader.required(Variable.DATABASE_URL, DatabaseUrl::parse);
    Optional<StoreConfig> store = StoreConfig.read(reader);
    VaultPolicy policy = AppConfig.policy(reader).withVariants(List.of());
    VariantConfig rendering = VariantConfig.read(reader, 1, 1);
    ServerConfig server = ServerConfig.read(reader, policy);
    reader.check(Variable.LOG_LEVEL, Logging::level);
    reader.finish();
    return new RenderConfig(database.orElseThrow(), store.orElseThrow(), policy, rendering, server);
  }
}
