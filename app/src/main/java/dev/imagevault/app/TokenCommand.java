package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.ConfigException;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.domain.OwnerId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints a token, alone on stdout. */
@Command(
    name = "token",
    description =
        "Prints a JWT that the service accepts, signed with JWT_SECRET, or without one with the"
            + " secret of dev's data directory.")
final class TokenCommand implements Runnable {

  @Option(
      names = "--user",
      required = true,
      paramLabel = "ID",
      description = "The user that it is for.",
      converter = OwnerIdConverter.class)
  private @SuppressWarnings("NullAway.Init") OwnerId user;

  @Option(
      names = "--ttl",
      paramLabel = "TTL",
      defaultValue = "1h",
      description = "How long it lives, such as 90s, 30m, 1h or 7d. Default: ${DEFAULT-VALUE}.",
      converter = Ttl.class)
  private @SuppressWarnings("NullAway.Init") Duration ttl;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();

  /** Made by the command line. */
  TokenCommand() {}

  @Override
  public void run() {
    Environment environment = ProcessEnvironment.read();
    List<String> elsewhere =
        Stream.of(Variable.JWT_PUBLIC_KEY, Variable.JWKS_URL)
            .filter(environment::has)
            .map(source -> source + " is set: tokens come from whoever has the private key")
            .toList();
    if (!elsewhere.isEmpty()) {
      throw new ConfigException(elsewhere, null);
    }
    System.out.println(new TokenMint(tokens(environment), Clock.systemUTC()).mint(user, ttl));
  }

  private TokenConfig tokens(Environment environment) {
    Environment filled =
        environment.has(Variable.JWT_SECRET)
            ? environment
            : DataDirectory.jwtSecret(dataDirectory.path())
                .map(secret -> environment.with(Variable.JWT_SECRET, secret))
                .orElse(environment);
    return AppConfig.tokens(filled);
  }

  /** Reads a duration. */
  static final class Ttl implements ITypeConverter<Duration> {

    /** The service believes no token that outlives the year 9999. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})([smhd])");

    /** Made by the command line. */
    Ttl() {}

    @Override
    public Duration convert(String text) {
      Matcher ttl = SHAPE.matcher(text);
      if (!ttl.matches() || Long.parseLong(ttl.group(1)) == 0) {
        throw new TypeConversionException("a number with its unit, such as 90s, 30m, 1h or 7d");
      }
      long number = Long.parseLong(ttl.group(1));
      Duration duration =
          switch (ttl.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (duration.compareTo(LONGEST) > 0) {
        throw new TypeConversionException("at most " + LONGEST.toDays() + "d");
      }
      return duration;
    }
  }
}
