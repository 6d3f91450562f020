package dev.imagevault.app.render;

import dev.imagevault.port.RenderingException;
import dev.imagevault.render.Cell;
import dev.imagevault.render.Program;
import dev.imagevault.render.Program.Outcome;
import dev.imagevault.render.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A JVM that waits for an image, renders it, and ends. Closing ends it, and removes its files. */
final class OneImageJvm implements AutoCloseable {

  /** Far more than any image takes. What ends it in time is the caller's time-out. */
  private static final Duration PROCESSOR_TIME = Duration.ofMinutes(10);

  private final Scratch files;
  private final Program program;

  private OneImageJvm(Scratch files, Program program) {
    this.files = files;
    this.program = program;
  }

  static OneImageJvm start(Cell cell, List<String> command) throws IOException {
    Scratch files = new Scratch(InputStream.nullInputStream());
    try {
      Path made = files.path("made");
      return new OneImageJvm(files, cell.start(command, Map.of(), made, PROCESSOR_TIME));
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  boolean isAlive() {
    return program.isAlive();
  }

  /**
   * Lets it render, and waits until it has ended.
   *
   * @param request as {@link RenderWorker} reads it
   * @throws RenderingException it died or took too long
   */
  Outcome render(byte[] request, Path image, Duration timeout) throws IOException {
    try (InputStream in = Files.newInputStream(image)) {
      return program.feed(new SequenceInputStream(new ByteArrayInputStream(request), in), timeout);
    }
  }

  /** Returns what it has written. */
  InputStream made() throws IOException {
    return Files.newInputStream(files.path("made"));
  }

  @Override
  public void close() throws IOException {
    program.close();
    files.close();
  }
}
