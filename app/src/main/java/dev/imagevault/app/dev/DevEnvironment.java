package dev.imagevault.app.dev;

import dev.imagevault.app.config.ConfigException;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.Loopback;
import dev.imagevault.app.config.StoreConfig;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.DistributionUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What dev makes of the environment: it fills in what is not set, and so runs just as {@code serve}
 * does. Three variables each replace a part of its own; all others alone replace nothing.
 *
 * @param environment as it is set
 */
public record DevEnvironment(Environment environment) {

  /** Without any of these AWS's default chain is asked. */
  private static final List<Variable> CREDENTIALS =
      List.of(
          Variable.AWS_ACCESS_KEY_ID, Variable.AWS_SECRET_ACCESS_KEY, Variable.AWS_SESSION_TOKEN);

  private static final String KEY_PAIR_ID = "KIMAGEVAULTDEV";
  private static final String VARIANTS = "thumb:400,display:1600";

  /** Returns whether dev brings the database. */
  public boolean bringsDatabase() {
    return !environment.has(Variable.DATABASE_URL);
  }

  /** Returns whether dev brings the store. */
  public boolean bringsStore() {
    return !environment.has(Variable.AWS_S3_BUCKET);
  }

  /** Returns whether dev brings the edge. */
  public boolean bringsEdge() {
    return hasEdge() && !environment.has(Variable.CLOUDFRONT_DOMAIN);
  }

  private boolean hasEdge() {
    return !environment.get(Variable.IMAGE_URLS).filter("s3"::equalsIgnoreCase).isPresent();
  }

  /**
   * Returns where nothing leads beyond this machine, or may lead there.
   *
   * @throws ConfigException otherwise
   */
  public void checkLocal() {
    List<String> beyond = new ArrayList<>();
    if (isBeyond(Variable.DATABASE_URL, url -> DatabaseUrl.parse(url).isLoopback())) {
      beyond.add(Variable.DATABASE_URL.name());
    }
    if (!bringsStore() && leadsToAws(Variable.AWS_ENDPOINT_URL_S3)) {
      beyond.add(Variable.AWS_S3_BUCKET.name());
    }
    if (!bringsStore()
        && !bringsEdge()
        && environment.has(Variable.CLOUDFRONT_DISTRIBUTION_ID)
        && leadsToAws(Variable.AWS_ENDPOINT_URL_CLOUDFRONT)) {
      beyond.add(Variable.CLOUDFRONT_DISTRIBUTION_ID.name());
    }
    if (hasEdge()
        && isBeyond(
            Variable.CLOUDFRONT_DOMAIN,
            url -> Loopback.isLoopback(URI.create(DistributionUrl.parse(url).value())))) {
      beyond.add(Variable.CLOUDFRONT_DOMAIN.name());
    }
    if (isBeyond(Variable.JWKS_URL, url -> Loopback.isLoopback(URI.create(url)))) {
      beyond.add(Variable.JWKS_URL.name());
    }
    if (!beyond.isEmpty()) {
      throw new ConfigException(
          List.of(
              String.join(" and ", beyond)
                  + (beyond.size() == 1 ? " leads" : " lead")
                  + " beyond this machine: unset "
                  + (beyond.size() == 1 ? "it" : "them")
                  + ", or add --external"),
          null);
    }
    if (!bringsStore() && CREDENTIALS.stream().noneMatch(environment::has)) {
      throw new ConfigException(
          List.of(
              "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and whoever else hands out"
                  + " credentials may be beyond this machine: set them, or add --external"),
          null);
    }
  }

  private boolean leadsToAws(Variable endpoint) {
    return !environment.has(endpoint)
        || isBeyond(endpoint, url -> Loopback.isLoopback(StoreConfig.endpoint(url)));
  }

  /** A malformed value leads nowhere, and is reported with all other problems. */
  private boolean isBeyond(Variable variable, Predicate<String> isLocal) {
    try {
      return environment.get(variable).filter(isLocal.negate()).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the environment with the listener and the secrets of this directory filled in. */
  public DevEnvironment with(DataDirectory directory) {
    Environment filled =
        environment
            .withDefault(Variable.HOST, "127.0.0.1")
            .withDefault(Variable.PAGE, "on")
            .withDefault(Variable.VARIANTS, VARIANTS)
            .withDefault(Variable.VARIANT_ISOLATION, "best")
            .withDefault(Variable.DIRECT_UPLOADS, "on");
    if (TokenConfig.SOURCES.stream().noneMatch(filled::has)) {
      filled = filled.with(Variable.JWT_SECRET, directory.jwtSecret());
    }
    if (bringsEdge()) {
      filled =
          filled
              .with(Variable.CLOUDFRONT_KEY_PAIR_ID, KEY_PAIR_ID)
              .with(
                  Variable.CLOUDFRONT_PRIVATE_KEY,
                  directory.secret("cloudfront-private-key.pem", CloudFrontKey::generatePem));
    }
    if (bringsEdge() || bringsStore()) {
      // Its own edge has no cache, and its own store's credentials are not AWS's.
      filled = filled.without(Variable.CLOUDFRONT_DISTRIBUTION_ID);
    }
    return new DevEnvironment(filled);
  }

  /**
   * Returns those parts that dev brings, running in this directory.
   *
   * @param serviceUrl of the service, which has the edge
   */
  public LocalParts startParts(DataDirectory directory, String serviceUrl, Lifecycle lifecycle)
      throws Exception {
    LocalServers.check();
    String databaseUrl =
        bringsDatabase() ? lifecycle.start(() -> LocalDatabase.start(directory)).url() : "";
    if (!bringsStore()) {
      return new LocalParts(databaseUrl, "", "", serviceUrl);
    }
    LocalStore store = lifecycle.start(() -> LocalStore.start(directory));
    return new LocalParts(databaseUrl, store.url(), store.secretAccessKey(), serviceUrl);
  }

  /** Returns the environment that the service is told of, where its parts are these. */
  public Environment with(LocalParts parts) {
    Environment filled = environment;
    if (bringsDatabase()) {
      filled = filled.with(Variable.DATABASE_URL, parts.databaseUrl());
    }
    if (bringsStore()) {
      filled =
          filled
              .with(Variable.AWS_S3_BUCKET, LocalStore.BUCKET)
              .with(Variable.AWS_REGION, "us-east-1")
              .with(Variable.AWS_ENDPOINT_URL_S3, parts.storeUrl())
              .with(Variable.AWS_ACCESS_KEY_ID, LocalStore.ACCESS_KEY_ID)
              .with(Variable.AWS_SECRET_ACCESS_KEY, parts.storeSecret())
              .without(Variable.AWS_SESSION_TOKEN);
    }
    if (bringsEdge()) {
      filled = filled.with(Variable.CLOUDFRONT_DOMAIN, parts.serviceUrl() + LocalEdge.PATH);
    }
    return filled;
  }
}
