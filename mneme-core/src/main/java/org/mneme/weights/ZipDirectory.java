package org.mneme.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a zip file by name, from its central directory, for reading each where it lies in
 * the mapped file. java.util.zip copies every entry to the heap and cannot say where it lies.
 *
 * <p>Zip as in PKWARE's APPNOTE 6.3: one disk, stored and deflated entries, zip64, no encryption.
 */
final class ZipDirectory {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int END64_LOCATOR = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long LARGEST_DIRECTORY = 8 << 20;
  private static final long UINT32_MAX = 0xffffffffL;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final MappedFile file;
  private final MemoryBudget budget;
  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * @param start where the data lies
   * @param crc 0 if the writer left it out, as PyTorch can be told to
   */
  record Entry(
      String name, int method, boolean encrypted, int crc, long start, long packed, long size) {}

  /** Reads the central directory and checks that no two entries overlap. */
  ZipDirectory(MappedFile file, MemoryBudget budget) throws IOException {
    this.file = file;
    this.budget = budget;
    End end = end();
    if (end.bytes > LARGEST_DIRECTORY) {
      throw new WeightsException(
          "its zip directory says %s bytes; at most %d are read"
              .formatted(Long.toUnsignedString(end.bytes), LARGEST_DIRECTORY));
    }
    ByteBuffer directory = file.slice("its zip directory", end.offset, end.bytes);
    for (long i = 0; i < end.entries; i++) {
      Entry entry = next(directory, end.offset);
      if (entries.putIfAbsent(entry.name, entry) != null) {
        throw new WeightsException("its zip holds %s twice".formatted(Quote.of(entry.name)));
      }
    }
    List<Entry> byPlace = new ArrayList<>(entries.values());
    byPlace.sort(Comparator.comparingLong(Entry::start));
    for (int i = 1; i < byPlace.size(); i++) {
      Entry before = byPlace.get(i - 1);
      if (before.start + before.packed > byPlace.get(i).start) {
        throw new WeightsException(
            "its zip entries %s and %s overlap"
                .formatted(Quote.of(before.name), Quote.of(byPlace.get(i).name)));
      }
    }
  }

  Iterable<String> names() {
    return entries.keySet();
  }

  @Nullable Entry find(String name) {
    return entries.get(name);
  }

  Entry entry(String name) throws WeightsException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new WeightsException("its zip lacks the entry " + Quote.of(name));
    }
    return entry;
  }

  /**
   * The entry's bytes: in the mapped file if stored, on the heap if deflated.
   *
   * @param limit refuses an entry of more bytes
   * @throws WeightsException if they cannot be read, or do not have the checksum given
   */
  ByteBuffer read(Entry entry, int limit) throws IOException {
    String what = "its zip entry " + Quote.of(entry.name);
    if (entry.size > limit) {
      throw new WeightsException(
          "%s has %d bytes; at most %d are read".formatted(what, entry.size, limit));
    }
    if (entry.encrypted) {
      throw new WeightsException(what + " is encrypted");
    }
    ByteBuffer packed = file.slice(what, entry.start, entry.packed);
    ByteBuffer bytes;
    if (entry.method == STORED) {
      if (entry.packed != entry.size) {
        throw new WeightsException(
            "%s is stored as %d bytes but said to hold %d"
                .formatted(what, entry.packed, entry.size));
      }
      bytes = packed;
    } else if (entry.method == DEFLATED) {
      bytes = inflate(what, packed, entry.size);
    } else {
      throw new WeightsException(
          "%s is packed by method %d; stored and deflated (8) are read"
              .formatted(what, entry.method));
    }
    if (entry.crc != 0) {
      CRC32 crc = new CRC32();
      crc.update(bytes.duplicate());
      if ((int) crc.getValue() != entry.crc) {
        throw new WeightsException(
            "%s is damaged: its CRC-32 is %08x, not %08x; get the file again"
                .formatted(what, crc.getValue(), entry.crc));
      }
    }
    return bytes;
  }

  private ByteBuffer inflate(String what, ByteBuffer packed, long size) throws WeightsException {
    budget.copy(size);
    byte[] bytes = new byte[Math.toIntExact(size)];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int length = 0;
      while (length < bytes.length) {
        int n = inflater.inflate(bytes, length, bytes.length - length);
        if (n == 0) {
          throw new WeightsException(
              "%s unpacks to %d bytes, not %d".formatted(what, length, size));
        }
        length += n;
      }
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw new WeightsException("%s unpacks to more than %d bytes".formatted(what, size));
      }
    } catch (DataFormatException e) {
      throw new WeightsException(what + " is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
    return ByteBuffer.wrap(bytes);
  }

  private record End(long entries, long bytes, long offset) {}

  private End end() throws IOException {
    long from = Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = file.slice("its zip end", from, file.size() - from);
    int at = tail.limit() - END_BYTES;
    while (at >= 0
        && (tail.getInt(at) != END
            || (tail.getShort(at + 20) & 0xffff) != tail.limit() - at - END_BYTES)) {
      at--;
    }
    if (at < 0) {
      throw new WeightsException(
          "it begins as a zip but has no zip directory at its end; is it cut off?");
    }
    if (tail.getInt(at + 4) != 0) {
      throw new WeightsException("it is one part of a zip of several");
    }
    long entries = tail.getShort(at + 10) & 0xffff;
    long bytes = tail.getInt(at + 12) & UINT32_MAX;
    long offset = tail.getInt(at + 16) & UINT32_MAX;
    if (entries != 0xffff && bytes != UINT32_MAX && offset != UINT32_MAX) {
      return new End(entries, bytes, offset);
    }
    if (at < 20 || tail.getInt(at - 20) != END64_LOCATOR) {
      return new End(entries, bytes, offset);
    }
    ByteBuffer end64 = file.slice("its zip64 end", tail.getLong(at - 12), 56);
    if (end64.getInt(0) != END64) {
      throw new WeightsException("its zip64 end is not where it should be");
    }
    return new End(end64.getLong(32), end64.getLong(40), end64.getLong(48));
  }

  /** Reads the next entry, and where its data starts from its local header. */
  private Entry next(ByteBuffer directory, long directoryStart) throws IOException {
    if (directory.remaining() < 46 || directory.getInt(directory.position()) != CENTRAL_HEADER) {
      throw new WeightsException("its zip directory is damaged, or shorter than it says");
    }
    int at = directory.position();
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10) & 0xffff;
    int crc = directory.getInt(at + 16);
    int nameBytes = directory.getShort(at + 28) & 0xffff;
    int extraBytes = directory.getShort(at + 30) & 0xffff;
    int commentBytes = directory.getShort(at + 32) & 0xffff;
    if (directory.remaining() < 46 + nameBytes + extraBytes + commentBytes) {
      throw new WeightsException("its zip directory is damaged, or shorter than it says");
    }
    byte[] nameInUtf8 = new byte[nameBytes];
    directory.get(at + 46, nameInUtf8);
    String name = new String(nameInUtf8, StandardCharsets.UTF_8);
    budget.header(name);
    budget.header(150);
    Extra64 extra =
        new Extra64(directory.slice(at + 46 + nameBytes, extraBytes).order(directory.order()));
    long size = extra.replace(directory.getInt(at + 24));
    long packed = extra.replace(directory.getInt(at + 20));
    long header = extra.replace(directory.getInt(at + 42));
    directory.position(at + 46 + nameBytes + extraBytes + commentBytes);

    String what = "its zip entry " + Quote.of(name);
    ByteBuffer local = file.slice(what, header, 30);
    if (local.getInt(0) != LOCAL_HEADER || (local.getShort(26) & 0xffff) != nameBytes) {
      throw new WeightsException(what + " is not where the zip directory says");
    }
    long start = header + 30 + nameBytes + (local.getShort(28) & 0xffff);
    if (packed < 0 || size < 0 || start > directoryStart || packed > directoryStart - start) {
      throw new WeightsException(
          "%s should be %s bytes from byte %d, but the zip directory begins at byte %d"
              .formatted(what, Long.toUnsignedString(packed), start, directoryStart));
    }
    return new Entry(name, method, (flags & 1) != 0, crc, start, packed, size);
  }

  /** Zip64's extra field: 64-bit values, in order, for those that are all ones in the header. */
  private static final class Extra64 {
    private final ByteBuffer values;

    Extra64(ByteBuffer extra) {
      ByteBuffer found = extra.slice(0, 0);
      while (extra.remaining() >= 4) {
        int id = extra.getShort();
        int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
        if (id == 1) {
          found = extra.slice(extra.position(), length);
          break;
        }
        extra.position(extra.position() + length);
      }
      values = found.order(extra.order());
    }

    long replace(int value) {
      boolean replaced = value == -1 && values.remaining() >= 8;
      return replaced ? values.getLong() : value & UINT32_MAX;
    }
  }
}
