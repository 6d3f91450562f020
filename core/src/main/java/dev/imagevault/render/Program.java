package dev.imagevault.render;

import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that runs in a {@link Cell}. Closing ends it, and nothing of it is left. */
public final class Program implements AutoCloseable {

  private static final int MAX_COMPLAINT = 300;
  private static final Duration CHILD_LOOK = Duration.ofMillis(10);
  private static final int CHILD_LOOKS = 20;
  private static final int PIECE = 1 << 16;

  private final Process process;
  private final Path complaints;

  Program(Process process, Path complaints) {
    this.process = process;
    this.complaints = complaints;
  }

  /**
   * What a program said in the end.
   *
   * @param exitCode 0 to 128
   * @param complaint the beginning of its standard error, without control characters
   */
  public record Outcome(int exitCode, String complaint) {}

  /** Returns whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Gives it all of its standard input, and waits until it ends, which is within the time-out and a
   * second. What it does not read is thrown away.
   *
   * @throws RenderingException as {@link #await} does
   * @throws IOException the input cannot be read
   */
  public Outcome feed(InputStream in, Duration timeout) throws IOException {
    long began = System.nanoTime();
    // What does not read would keep this thread for ever.
    process
        .onExit()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(
            late -> {
              kill();
              return process;
            });
    byte[] piece = new byte[PIECE];
    for (int length = in.read(piece); length > 0; length = in.read(piece)) {
      if (!write(piece, length)) {
        break;
      }
    }
    closeInput();
    return await(timeout.minusNanos(System.nanoTime() - began));
  }

  /** Returns whether it may read more. */
  private boolean write(byte[] piece, int length) {
    try {
      process.getOutputStream().write(piece, 0, length);
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      // Its exit code says why.
    }
  }

  /**
   * Waits until it ends, which is within the time-out and a second.
   *
   * @throws RenderingException of {@code WORKER}, if it died or took too long; of {@code ENGINE},
   *     if the calling thread was interrupted
   * @throws IOException what it complained of cannot be read
   */
  public Outcome await(Duration timeout) throws IOException {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RenderingException(Failure.ENGINE, "rendering was interrupted", e);
    } finally {
      close();
    }
    String complaint = beginning(complaints);
    if (!ended) {
      throw new RenderingException(
          Failure.WORKER, "the decoder took longer than its time, and was ended", null);
    }
    if (process.exitValue() > 128) {
      String signal = "signal " + (process.exitValue() - 128);
      throw new RenderingException(
          Failure.WORKER, "the decoder died of " + signal + ": " + complaint, null);
    }
    return new Outcome(process.exitValue(), complaint);
  }

  /** Ends it, if it has not ended. */
  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
      process.onExit().orTimeout(1, TimeUnit.SECONDS).exceptionally(late -> process).join();
    }
  }

  /**
   * What makes a sandbox has a child that waits for its word, and would wait for ever if its parent
   * were killed before. So one that has just begun may first have its child, which then goes first.
   */
  private void kill() {
    for (int i = 0; i < CHILD_LOOKS && isChildless(); i++) {
      LockSupport.parkNanos(CHILD_LOOK.toNanos());
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private boolean isChildless() {
    return process.isAlive() && process.descendants().findAny().isEmpty();
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_COMPLAINT), StandardCharsets.UTF_8);
      return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
  }
}
