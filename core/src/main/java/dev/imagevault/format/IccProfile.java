package dev.imagevault.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A colour profile (ICC.1:2022, 7), and what of it is kept: all of it but for tags that ICC.1 does
 * not register, {@code meta} and {@code targ}, in which makers and calibrators put serial numbers,
 * and for bytes that no tag has. Their place is filled with zeros, so that no offset moves.
 */
final class IccProfile {

  private static final int TABLE = 128;
  private static final int TAGS = TABLE + 4;
  private static final int TAG_LENGTH = 12;
  private static final int ID = 84;
  private static final int RESERVED = 100;

  /** The heap that a tag takes while the profile is read. */
  private static final int REMEMBERED = 96;

  /** The tags of ICC.1:2022, 9.2, and of its versions back to ICC.1:2001-04. */
  private static final Set<String> REGISTERED =
      Set.of(
          "A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "B2D0", "B2D1", "B2D2", "B2D3", "D2B0",
          "D2B1", "D2B2", "D2B3", "bXYZ", "gXYZ", "rXYZ", "bTRC", "gTRC", "rTRC", "kTRC", "bkpt",
          "bfd ", "calt", "chad", "chrm", "cicp", "ciis", "clot", "clro", "clrt", "cprt", "crdi",
          "desc", "devs", "dmdd", "dmnd", "gamt", "lumi", "meas", "ncl2", "ncol", "pre0", "pre1",
          "pre2", "ps2i", "ps2s", "psd0", "psd1", "psd2", "psd3", "pseq", "psid", "resp", "rig0",
          "rig2", "scrd", "scrn", "tech", "vued", "view", "wtpt");

  /** The profile's bytes, wherever they are. They are asked for from the first to the last. */
  @FunctionalInterface
  interface Bytes {
    /** Returns the byte at this place of the profile, 0 to 255. */
    int at(int offset);
  }

  /** Bytes of the profile that become others: as many zeros if there are none. */
  private record Edit(int from, int to, byte @Nullable [] replacement) {}

  private record Tag(byte[] entry, int from, int to) {}

  private final Bytes bytes;
  private final int size;
  private final Budget budget;
  private final List<Edit> edits = new ArrayList<>();

  private IccProfile(Bytes bytes, int size, Budget budget) {
    this.bytes = bytes;
    this.size = size;
    this.budget = budget;
  }

  /** Returns the profile of so many bytes, or null if they are none, or larger than is sane. */
  static @Nullable IccProfile read(long size, Bytes bytes, Budget budget) {
    if (size < TAGS || size > Limits.MAX_PROFILE_SIZE) {
      return null;
    }
    IccProfile profile = new IccProfile(bytes, (int) size, budget);
    boolean isOne = profile.u32(0) == size && profile.type(36).equals("acsp");
    return isOne && profile.readRest() ? profile : null;
  }

  /** As {@link #read}, for a profile that is all that remains. */
  static @Nullable IccProfile read(Reader content) {
    int start = content.position();
    byte[] array = content.array();
    return read(content.remaining(), offset -> array[start + offset] & 0xff, content.budget());
  }

  private boolean readRest() {
    boolean hasId = !isEmpty(ID, RESERVED);
    boolean hasReserved = !isEmpty(RESERVED, TABLE);
    if (!readTags()) {
      return false;
    }
    if (hasReserved || (hasId && !edits.isEmpty())) {
      // An identity is a checksum, which would not be that of the profile any more.
      edits.add(0, new Edit(ID, TABLE, null));
    }
    return true;
  }

  private boolean readTags() {
    long count = u32(TABLE);
    if (count > (size - TAGS) / TAG_LENGTH) {
      return false;
    }
    int data = TAGS + (int) count * TAG_LENGTH;
    List<Tag> kept = new ArrayList<>();
    for (int at = TAGS; at < data; at += TAG_LENGTH) {
      ByteBuffer entry = entry(at);
      String type = new String(entry.array(), 0, 4, StandardCharsets.ISO_8859_1);
      if (REGISTERED.contains(type)) {
        long from = entry.getInt(4) & 0xffffffffL;
        long to = from + (entry.getInt(8) & 0xffffffffL);
        if (from < data || to > size) {
          return false;
        }
        budget.remember(REMEMBERED);
        kept.add(new Tag(entry.array(), (int) from, (int) to));
      }
    }
    if (kept.size() < count) {
      budget.remember(data - TABLE);
      edits.add(new Edit(TABLE, data, table(kept, data - TABLE)));
    }
    kept.sort(Comparator.comparingInt(Tag::from));
    int covered = data;
    for (Tag tag : kept) {
      empty(covered, tag.from);
      covered = Math.max(covered, tag.to);
    }
    empty(covered, size);
    return true;
  }

  private void empty(int from, int to) {
    if (!isEmpty(from, to)) {
      budget.remember(REMEMBERED);
      edits.add(new Edit(from, to, null));
    }
  }

  private boolean isEmpty(int from, int to) {
    for (int i = from; i < to; i++) {
      if (u8(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] table(List<Tag> kept, int length) {
    ByteBuffer table = ByteBuffer.allocate(length).putInt(kept.size());
    kept.forEach(tag -> table.put(tag.entry));
    return table.array();
  }

  /** Returns whether all of it is kept. */
  boolean isClean() {
    return edits.isEmpty();
  }

  /**
   * Appends a part of the profile as it is kept.
   *
   * @param offset of the part in the profile
   * @param from where in the file the part is
   */
  void keep(int offset, int length, int from, Cleaned cleaned) {
    int at = offset;
    int end = offset + length;
    for (Edit edit : edits) {
      int start = Math.max(at, edit.from);
      int stop = Math.min(end, edit.to);
      if (start < stop) {
        cleaned.keep(from + at - offset, from + start - offset);
        if (edit.replacement == null) {
          cleaned.zeros(stop - start);
        } else {
          byte[] part = new byte[stop - start];
          System.arraycopy(edit.replacement, start - edit.from, part, 0, part.length);
          cleaned.put(part);
        }
        at = stop;
      }
    }
    cleaned.keep(from + at - offset, from + length);
  }

  /**
   * Erases and replaces in an image whose offsets do not move, where the profile is at {@code
   * from}.
   */
  void clean(int from, HeifCleaned cleaned) {
    for (Edit edit : edits) {
      if (edit.replacement == null) {
        cleaned.erase(from + edit.from, from + edit.to);
      } else {
        cleaned.replace(from + edit.from, edit.replacement);
      }
    }
  }

  /** Makes a part of the profile, which begins at {@code offset} of it, what is kept of it. */
  void apply(byte[] part, int length, int offset) {
    for (Edit edit : edits) {
      for (int i = Math.max(offset, edit.from); i < Math.min(offset + length, edit.to); i++) {
        part[i - offset] = edit.replacement == null ? 0 : edit.replacement[i - edit.from];
      }
    }
  }

  private ByteBuffer entry(int offset) {
    ByteBuffer entry = ByteBuffer.allocate(TAG_LENGTH);
    for (int i = 0; i < TAG_LENGTH; i++) {
      entry.put((byte) u8(offset + i));
    }
    return entry;
  }

  private int u8(int offset) {
    budget.step();
    return bytes.at(offset);
  }

  private long u32(int offset) {
    return (long) u8(offset) << 24 | u8(offset + 1) << 16 | u8(offset + 2) << 8 | u8(offset + 3);
  }

  private String type(int offset) {
    char[] type = new char[4];
    for (int i = 0; i < 4; i++) {
      type[i] = (char) u8(offset + i);
    }
    return new String(type);
  }
}
