package dev.imagevault.app.dev;

import com.sun.security.auth.module.UnixSystem;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run. They refuse root, so root gives them another identity: the
 * same user seen from a new user namespace, or, where containers forbid those, {@code nobody}.
 */
enum ServerAccount {
  /** Whoever this process is. */
  SELF(List.of()),

  /** Seen from the new namespace the files belong to whom the process appears to be. */
  NAMESPACE(List.of("unshare", "-U")),

  /** The files have to be given away. */
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private static final int ROOT = 0;
  private static final int NOBODY_ID = 65534;

  private final List<String> prefix;

  ServerAccount(List<String> prefix) {
    this.prefix = prefix;
  }

  /** Returns the first that works here. */
  static ServerAccount find() throws IOException, InterruptedException {
    if (System.getProperty("os.name").startsWith("Windows") || new UnixSystem().getUid() != ROOT) {
      return SELF;
    }
    for (ServerAccount account : List.of(NAMESPACE, NOBODY)) {
      if (account.works()) {
        return account;
      }
    }
    throw new StartException(
        ExitCode.FAILURE,
        "PostgreSQL refuses to run as root, and here neither unshare nor setpriv can run it as"
            + " another: start dev as an ordinary user, or set DATABASE_URL",
        null);
  }

  /** PostgreSQL wants to know the name of its user, which not every container has. */
  private boolean works() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command(List.of("id", "-un")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /** Returns the command that runs this one as this account. */
  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** The account can reach the directory and owns all that is in it. */
  void give(Path directory) throws IOException {
    if (this != NOBODY) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.setAttribute(path, "unix:uid", NOBODY_ID);
        Files.setAttribute(path, "unix:gid", NOBODY_ID);
      }
    }
  }

  /** The account can pass through the directory, and still not list it. */
  void letThrough(Path directory) throws IOException {
    if (this != NOBODY) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    Files.setPosixFilePermissions(directory, permissions);
    for (Path above = directory; above != null; above = above.getParent()) {
      if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new StartException(
            ExitCode.FAILURE,
            "PostgreSQL runs as nobody here, who cannot pass through "
                + above
                + ": choose a --data-dir elsewhere, start dev as an ordinary user, or set"
                + " DATABASE_URL",
            null);
      }
    }
  }
}
