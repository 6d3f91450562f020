package dev.imagevault.app.moving;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.zip.CRC32;

/**
 * Writes a ZIP (PKWARE's APPNOTE 6.3.10) of any number of files: the directory at its end waits on
 * the disk, where {@link java.util.zip.ZipOutputStream} holds it in memory. An entry can be taken
 * back. Images do not shrink, so nothing is compressed. Not thread-safe, apart from {@link #close}.
 */
final class ZipWriter implements AutoCloseable {

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DIRECTORY_HEADER = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END_64 = 0x06064b50;
  private static final int DIRECTORY_END_64_LOCATOR = 0x07064b50;

  private static final short VERSION = 20;
  private static final short VERSION_64 = 45;

  /** Unix made it, so that the permissions below count. */
  private static final short MADE_BY = (3 << 8) | VERSION_64;

  private static final short UTF8_NAMES = 1 << 11;
  private static final short STORED = 0;
  private static final int FOR_OWNER_ONLY = 0100600 << 16;

  /** What stands for a number that is said elsewhere, in 64 bits. */
  private static final long ELSEWHERE = 0xffffffffL;

  private static final short TIME_EXTRA = 0x5455;
  private static final int TIME_EXTRA_LENGTH = 9;
  private static final short ZIP64_EXTRA = 1;
  private static final int ZIP64_EXTRA_LENGTH = 12;

  private static final int CRC_IN_LOCAL_HEADER = 14;
  private static final int EARLIEST_YEAR = 1980;

  private final RandomAccessFile file;
  private final Path directoryFile;
  private final OutputStream directory;
  private final CRC32 crc = new CRC32();
  private byte[] name = {};
  private Instant modified = Instant.EPOCH;
  private long start;
  private long size;
  private long entries;
  private long directorySize;

  /** The file is empty, and has something in it until {@link #finish}. */
  ZipWriter(Path path) throws IOException {
    directoryFile = Files.createTempFile(path.getParent(), ".", ".zip.directory");
    directory = new BufferedOutputStream(Files.newOutputStream(directoryFile));
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Returns what takes the bytes of an entry, until it is kept or discarded. */
  OutputStream begin(String entry, Instant at) throws IOException {
    name = entry.getBytes(StandardCharsets.UTF_8);
    modified = at;
    start = file.getFilePointer();
    size = 0;
    crc.reset();
    ByteBuffer header = buffer(30 + name.length + TIME_EXTRA_LENGTH);
    header.putInt(LOCAL_HEADER).putShort(VERSION);
    putCommon(header).putShort((short) TIME_EXTRA_LENGTH).put(name);
    file.write(putTime(header).array());
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(bytes, offset, length);
        crc.update(bytes, offset, length);
        size += length;
      }
    };
  }

  private ByteBuffer putCommon(ByteBuffer header) {
    LocalDateTime time = LocalDateTime.ofInstant(modified, ZoneId.systemDefault());
    if (time.getYear() < EARLIEST_YEAR) {
      time = LocalDateTime.of(EARLIEST_YEAR, 1, 1, 0, 0);
    }
    return header
        .putShort(UTF8_NAMES)
        .putShort(STORED)
        .putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2))
        .putShort(
            (short)
                ((time.getYear() - EARLIEST_YEAR) << 9
                    | time.getMonthValue() << 5
                    | time.getDayOfMonth()))
        .putInt((int) crc.getValue())
        .putInt((int) size)
        .putInt((int) size)
        .putShort((short) name.length);
  }

  /** The time again, exact and in no time zone. */
  private ByteBuffer putTime(ByteBuffer header) {
    return header
        .putShort(TIME_EXTRA)
        .putShort((short) 5)
        .put((byte) 1)
        .putInt((int) modified.getEpochSecond());
  }

  /** The entry that was begun is in the archive. */
  void keep() throws IOException {
    if (size >= ELSEWHERE) {
      throw new IOException("an entry of " + size + " bytes is too large");
    }
    long end = file.getFilePointer();
    file.seek(start + CRC_IN_LOCAL_HEADER);
    ByteBuffer sums = buffer(12).putInt((int) crc.getValue()).putInt((int) size).putInt((int) size);
    file.write(sums.array());
    file.seek(end);
    boolean far = start >= ELSEWHERE;
    int extra = TIME_EXTRA_LENGTH + (far ? ZIP64_EXTRA_LENGTH : 0);
    ByteBuffer header = buffer(46 + name.length + extra);
    header.putInt(DIRECTORY_HEADER).putShort(MADE_BY).putShort(far ? VERSION_64 : VERSION);
    putCommon(header).putShort((short) extra).putShort((short) 0).putShort((short) 0);
    header.putShort((short) 0).putInt(FOR_OWNER_ONLY).putInt((int) Math.min(start, ELSEWHERE));
    putTime(header.put(name));
    if (far) {
      header.putShort(ZIP64_EXTRA).putShort((short) 8).putLong(start);
    }
    directory.write(header.array());
    directorySize += header.capacity();
    entries++;
  }

  /** The entry that was begun is not in the archive. */
  void discard() throws IOException {
    file.setLength(start);
    file.seek(start);
  }

  /** The archive is whole, and on the disk. */
  void finish() throws IOException {
    directory.close();
    long begin = file.getFilePointer();
    byte[] block = new byte[1 << 16];
    try (var in = Files.newInputStream(directoryFile)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        file.write(block, 0, n);
      }
    }
    if (entries >= 0xffff || begin + directorySize >= ELSEWHERE) {
      ByteBuffer end = buffer(56 + 20);
      end.putInt(DIRECTORY_END_64).putLong(44).putShort(MADE_BY).putShort(VERSION_64);
      end.putInt(0).putInt(0).putLong(entries).putLong(entries);
      end.putLong(directorySize).putLong(begin);
      end.putInt(DIRECTORY_END_64_LOCATOR).putInt(0).putLong(begin + directorySize).putInt(1);
      file.write(end.array());
    }
    short count = (short) Math.min(entries, 0xffff);
    ByteBuffer end = buffer(22).putInt(DIRECTORY_END).putInt(0).putShort(count).putShort(count);
    end.putInt((int) Math.min(directorySize, ELSEWHERE)).putInt((int) Math.min(begin, ELSEWHERE));
    file.write(end.putShort((short) 0).array());
    file.getFD().sync();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What is written so far stays; nothing else does. Closing twice is harmless. */
  @Override
  public void close() throws IOException {
    file.close();
    directory.close();
    Files.deleteIfExists(directoryFile);
  }
}
