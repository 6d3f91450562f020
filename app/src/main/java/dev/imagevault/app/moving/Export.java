package dev.imagevault.app.moving;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.ImageVault;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.port.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One user's images, written as stored, with {@code images.json}: what the API says of each,
 * without URLs, and the name of its file. Memory does not grow with their number.
 */
public final class Export {

  private static final String LIST = "images.json";
  private static final int BLOCK = 1 << 16;

  private final ImageVault vault;
  private final OwnerId user;
  private final Destination destination;
  private final PrintStream messages;
  private final Progress progress;
  private final ExportedNames names = new ExportedNames();
  private final byte[] block = new byte[BLOCK];

  /**
   * What came of it.
   *
   * @param exported how many images are there
   * @param unreadable how many could not be read
   */
  public record Outcome(long exported, long unreadable) {}

  private Export(
      ImageVault vault, OwnerId user, Destination destination, PrintStream messages, long count) {
    this.vault = vault;
    this.user = user;
    this.destination = destination;
    this.messages = messages;
    this.progress = new Progress(messages, count);
  }

  /**
   * All files are at the destination, but for the images that could not be read. Each of these is
   * named in the messages.
   *
   * @param to a new ZIP if the name ends so, else a new or empty folder
   * @param lifecycle removes what is not whole
   * @param messages is told how far it is, too
   * @throws BackEndException the images could not be listed to their end
   * @throws StartException there is something at the destination, or it cannot be written
   */
  public static Outcome run(
      OpenVault open, OwnerId user, Path to, Lifecycle lifecycle, PrintStream messages, Clock clock)
      throws Exception {
    Destination destination = lifecycle.start(() -> Destination.open(to));
    long count = open.repository().usage(user).images();
    try {
      return new Export(open.vault(), user, destination, messages, count).run(clock);
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, to + " cannot be written: " + e, e);
    }
  }

  private Outcome run(Clock clock) throws IOException {
    long exported = 0;
    long unreadable = 0;
    // An archive takes one file after the other.
    Path list = Files.createTempFile(destination.scratch(), ".", ".json.part");
    try {
      try (JsonGenerator json = Json.generator(Files.newOutputStream(list))) {
        json.enable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter().writeStartArray();
        for (Image image : (Iterable<Image>) vault.all(user)::iterator) {
          String name = names.next(image);
          Optional<String> problem = write(image, name);
          if (problem.isEmpty()) {
            exported++;
            describe(json, image, name);
          } else if (isThere(image)) {
            unreadable++;
            describe(json, image, null);
            messages.println("image " + image.id() + ": " + problem.get());
          }
          progress.add(1);
        }
        json.writeEndArray();
      }
      try (InputStream in = Files.newInputStream(list)) {
        in.transferTo(destination.begin(LIST, clock.instant()));
        destination.keep();
      }
    } finally {
      Files.deleteIfExists(list);
    }
    destination.finish();
    return new Outcome(exported, unreadable);
  }

  private static void describe(JsonGenerator json, Image image, @Nullable String name)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("file", name);
    Json.writeMembers(json, image, null);
    json.writeEndObject();
  }

  /** Who deletes an image meanwhile is not told that it could not be read. */
  private boolean isThere(Image image) {
    try {
      Image unused = vault.find(user, image.id());
      return true;
    } catch (ImageNotFoundException e) {
      return false;
    }
  }

  /** Returns why the image cannot be read; empty if its file is there. */
  private Optional<String> write(Image image, String name) throws IOException {
    StoredObject object;
    try {
      object = vault.open(image.original());
    } catch (ImageNotFoundException e) {
      return Optional.of("its object " + image.original().key() + " is missing");
    } catch (BackEndException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    try {
      OutputStream out = destination.begin(name, image.createdAt());
      Optional<String> problem = copy(object.content(), out, image.sha256());
      if (problem.isEmpty()) {
        destination.keep();
      } else {
        destination.discard();
      }
      return problem;
    } finally {
      close(object);
    }
  }

  private static void close(StoredObject object) {
    try {
      object.close();
    } catch (IOException e) {
      // What was read of it counts.
    }
  }

  private Optional<String> copy(InputStream in, OutputStream out, Sha256 expected)
      throws IOException {
    DigestInputStream digested = new DigestInputStream(in, sha256());
    while (true) {
      int length;
      try {
        length = digested.read(block);
      } catch (IOException e) {
        return Optional.of("its object could not be read to its end: " + e.getMessage());
      }
      if (length < 0) {
        return Sha256.of(digested.getMessageDigest().digest()).equals(expected)
            ? Optional.empty()
            : Optional.of("its object is not what was stored");
      }
      out.write(block, 0, length);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
