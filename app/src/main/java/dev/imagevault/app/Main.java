package dev.imagevault.app;

import dev.imagevault.app.config.Variable;
import dev.imagevault.app.process.Logging;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.BackEndException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "imagevault",
    description = "Private user images behind signed URLs.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DevCommand.class,
      ServeCommand.class,
      MigrateCommand.class,
      TokenCommand.class,
      DoctorCommand.class,
      ReconcileCommand.class,
      EraseCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      RenderCommand.class,
      HealthCommand.class,
      RehearseCommand.class
    })
public final class Main implements Runnable {

  @Spec
  private @SuppressWarnings("NullAway.Init") CommandSpec spec;

  /** Made by the command line. */
  Main() {}

  /** Runs the command and exits: 0 where it did what was asked, 1 where it failed, 2 for misuse. */
  public static void main(String[] args) {
    speakUtf8();
    Logging.configure(args);
    int exitCode = commandLine().execute(args);
    Logging.finish();
    System.exit(exitCode);
  }

  /** In the C locale, which is most containers', Java prints question marks beyond ASCII. */
  private static void speakUtf8() {
    String locale = System.getProperty("native.encoding", "UTF-8");
    if (Charset.forName(locale).equals(StandardCharsets.US_ASCII)) {
      System.setOut(utf8(FileDescriptor.out));
      System.setErr(utf8(FileDescriptor.err));
      // Picocli writes help to its own writers, which it makes of these.
      System.setProperty("sun.stdout.encoding", "UTF-8");
      System.setProperty("sun.stderr.encoding", "UTF-8");
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Returns all commands, ready to be executed. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main());
    CommandLine serve = Objects.requireNonNull(commands.getSubcommands().get("serve"));
    serve.getCommandSpec().usageMessage().footer(variables());
    commands.setUsageHelpWidth(100);
    commands.setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    return commands;
  }

  private static int report(Exception e, CommandLine command) {
    int failure = command.getCommandSpec().exitCodeOnExecutionException();
    if (e instanceof StartException expected) {
      System.err.println("imagevault: " + expected.getMessage());
      return Math.max(expected.exitCode(), failure);
    }
    if (e instanceof BackEndException expected) {
      System.err.println("imagevault: " + expected.getMessage());
      return failure;
    }
    if (e instanceof InterruptedException) {
      // A signal came while it was starting: what it had started is being closed.
      return failure;
    }
    LoggerFactory.getLogger(Main.class).error("the command failed", e);
    return failure;
  }

  private static String[] variables() {
    String files =
        Arrays.stream(Variable.values())
            .filter(Variable::isSecret)
            .map(Variable::fileName)
            .collect(
                Collectors.joining(
                    "%n  ", "%n%nA secret can be in a file instead, which is named by%n  ", ""));
    return Arrays.stream(Variable.values())
        .map(v -> String.format("  %-28s %s%n%-30s [%s]", v, v.meaning(), "", v.defaultText()))
        .map(line -> line.replace("%", "%%"))
        .reduce((a, b) -> a + "%n" + b)
        .map(
            table ->
                "%nVariables, from the environment or from .env in the working directory, with [defaults]:%n"
                    + table
                    + files)
        .stream()
        .toArray(String[]::new);
  }

  /** Returns the version of this program. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  /** The version that the build stamped the jar with. */
  static final class Version implements IVersionProvider {

    /** Made by the command line. */
    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {"imagevault " + version()};
    }
  }
}
