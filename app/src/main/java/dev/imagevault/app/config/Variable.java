package dev.imagevault.app.config;

import java.util.Set;

/**
 * Every variable of the environment that configures the service: the one list that the
 * configuration, {@code serve --help} and the README's table follow.
 */
public enum Variable {
  AWS_ACCESS_KEY_ID("–", "credentials for the bucket; without, AWS's default provider chain"),
  AWS_SECRET_ACCESS_KEY("–", "belongs to AWS_ACCESS_KEY_ID"),
  AWS_SESSION_TOKEN("–", "comes with temporary credentials"),
  AWS_REGION(Variable.REQUIRED, "the region of the bucket, such as eu-central-1"),
  AWS_S3_BUCKET(Variable.REQUIRED, "the bucket that holds the images"),
  AWS_ENDPOINT_URL_S3("AWS", "another S3 server's URL, which is then addressed by path"),
  AWS_ENDPOINT_URL_CLOUDFRONT("AWS", "another server's URL for CloudFront's own API"),
  AWS_REQUEST_CHECKSUM_CALCULATION(
      "when_supported",
      "when_required: puts go without x-amz-checksum-*, which some stores refuse"),
  AWS_RESPONSE_CHECKSUM_VALIDATION(
      "as the one above", "when_required: reads do not ask for x-amz-checksum-*"),
  S3_ACL("none", "canned ACL of each put: private, bucket-owner-full-control or none"),
  IMAGE_URLS(
      "cloudfront",
      "cloudfront, or s3: URLs presigned by the store itself, for stores without a CDN"),
  CLOUDFRONT_DOMAIN(
      Variable.REQUIRED_AT_EDGE,
      "the distribution's host, or a base URL such as https://host/path"),
  CLOUDFRONT_KEY_PAIR_ID(Variable.REQUIRED_AT_EDGE, "the id of the public key at CloudFront"),
  CLOUDFRONT_PRIVATE_KEY(
      Variable.REQUIRED_AT_EDGE,
      "its private key: PEM, with line breaks or \\n, or base64 of the PEM"),
  CLOUDFRONT_SIGNATURE_HASH("SHA1", "SHA1 or SHA256"),
  CLOUDFRONT_DISTRIBUTION_ID("off", "if set, deletes also invalidate the edge's copies"),
  JWT_SECRET("required, or a public key", "the HS256 secret of the tokens, at least 32 bytes"),
  JWT_SECRET_PREVIOUS("–", "a secret that is still accepted during a rotation"),
  JWT_PUBLIC_KEY(
      "–", "a public key or certificate in PEM, instead of JWT_SECRET: RSA, EC or Ed25519"),
  JWKS_URL("–", "where the provider publishes its keys as a JWK Set, instead of JWT_SECRET"),
  JWT_USER_CLAIM("first of sub, userId, id", "the claim that holds the user id"),
  JWT_ISSUER("–", "the iss that tokens must have"),
  JWT_AUDIENCE("–", "the aud that tokens must have"),
  DATABASE_URL(
      Variable.REQUIRED, "postgres://user:password@host:port/database; PostgreSQL 14 or newer"),
  IMPORT_DATABASE_URL("–", "for import: the PostgreSQL of the older service, written likewise"),
  DB_MIGRATE_ON_START("true", "whether serve applies the migrations"),
  PORT("8080", "the port it listens on; 0 is any free one"),
  HOST("0.0.0.0 (dev: 127.0.0.1)", "the address it listens on"),
  ADMIN_PORT("off", "the port of a second listener, for /metrics and /health/*; 0 is any free one"),
  MAX_FILE_SIZE("5242880", "bytes that a file may have, at most 67108864"),
  MAX_PIXELS("268435456", "pixels that a frame of an image may have, at most 1073741824"),
  UPLOAD_MEMORY(
      "a quarter of the heap",
      "bytes of heap that uploads in flight and their checks may hold; at least MAX_FILE_SIZE"),
  STRIP_METADATA("true", "whether GPS and other metadata is removed from images"),
  SIGNED_URL_TTL(
      "3600", "seconds that a signed URL lives, at most; 604800 at most with IMAGE_URLS=s3"),
  SIGNED_URL_WINDOW("300", "seconds during which an image keeps its URL; 0 signs afresh each time"),
  SWEEP_INTERVAL("60", "seconds between sweeps"),
  SWEEP_DELAY("600", "seconds after which unfinished work is taken up; at least 3"),
  SHUTDOWN_GRACE("20", "seconds that requests under way get to finish after SIGTERM"),
  SHUTDOWN_DELAY(
      "0", "seconds after SIGTERM in which it still takes connections, while ready says 503"),
  IDLE_TIMEOUT(
      "75", "seconds that an idle connection is kept; longer than the load balancer's own"),
  REQUEST_TIMEOUT("120", "seconds within which a request's body must have arrived"),
  CORS_ORIGINS("none", "comma-separated origins whose pages may call the API"),
  PATH_PREFIX("none", "where a proxy shows the service, such as /media, which the proxy removes"),
  TRUSTED_PROXIES(
      "none",
      "comma-separated addresses and networks, such as 10.0.0.0/8, whose X-Forwarded-For or"
          + " Forwarded names the client in the log"),
  RATE_LIMIT_UPLOADS("off", "uploads per user and instance, such as 60/m; also /s, /h, /d"),
  MAX_IMAGES_PER_USER("off", "images that a user may have"),
  MAX_BYTES_PER_USER("off", "bytes that a user's images may have"),
  PAGE("off (dev: on)", "on or off: the gallery page at /"),
  VARIANTS(
      "none (dev: thumb:400,display:1600)",
      "the smaller pictures that are made of every image: up to 8 of name:edge, name:edge:jpeg or"
          + " name:edge:webp; none"),
  VARIANT_ENGINE(
      "auto", "what makes them: vips, jdk, or auto: libvips where it works, else the JDK"),
  VARIANT_WORKERS(
      "1 (without VARIANTS: 0)", "how many images this instance renders at a time, at most 16"),
  VARIANT_TIMEOUT("30", "seconds that making one variant may take, at most 300"),
  VARIANT_MEMORY(
      "1073741824",
      "bytes that each rendering may have beside the heap; at least 268435456, for jdk 1073741824"),
  VARIANT_ISOLATION(
      "sandbox (dev: best)",
      "how decoders are confined: sandbox, limits, or best: the first of these that can be had"),
  DIRECT_UPLOADS("off (dev: on)", "on or off: clients may send files straight to the store"),
  DIRECT_UPLOAD_ENDPOINT(
      "the store's own",
      "the store's URL, as clients reach it: for direct uploads, and for IMAGE_URLS=s3"),
  LOG_LEVEL("info", "error, warn, info or debug; libraries log warnings whatever it is");

  /** Stands where there is no default, and without a value the service does not start. */
  static final String REQUIRED = "required";

  private static final String REQUIRED_AT_EDGE = "required, unless IMAGE_URLS=s3";

  /** Each can be given as a file too. */
  private static final Set<Variable> SECRETS =
      Set.of(
          AWS_ACCESS_KEY_ID,
          AWS_SECRET_ACCESS_KEY,
          AWS_SESSION_TOKEN,
          CLOUDFRONT_PRIVATE_KEY,
          JWT_SECRET,
          JWT_SECRET_PREVIOUS,
          DATABASE_URL,
          IMPORT_DATABASE_URL);

  /** Whoever else signs or checks with them takes every byte, and so do we. */
  private static final Set<Variable> EXACT = Set.of(JWT_SECRET, JWT_SECRET_PREVIOUS);

  private final String defaultText;
  private final String meaning;

  Variable(String defaultText, String meaning) {
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /** Returns what holds where it is not set, as people read it. */
  public String defaultText() {
    return defaultText;
  }

  /** Returns whether it holds a secret, which {@link #fileName} can name a file of instead. */
  public boolean isSecret() {
    return SECRETS.contains(this);
  }

  /** Returns whether spaces around its value count. */
  boolean isExact() {
    return EXACT.contains(this);
  }

  /** Returns the name of the variable that names a file with its value, where it is a secret. */
  public String fileName() {
    return name() + "_FILE";
  }

  /** Returns what it is for, in some words. */
  public String meaning() {
    return meaning;
  }
}
