package org.mneme.features;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Vectors of one length by the content of images, in two files that only grow.
 *
 * <p>{@code vectors} holds float32 numbers, little-endian, vector after vector. {@code index} holds
 * a record for each, written after it: the image's SHA-256, the vector's checksum and the record's
 * own. Whatever kills a process or the machine, a record or vector that is not whole is known by
 * its checksum and passed over; of two records of an image the later counts.
 *
 * <p>Processes may share the files; a writer holds the index's lock. Within a process, an object is
 * for one thread, but vectors that were found may be read by many. An image takes some 12 bytes of
 * memory: a table of records by the hash's first bytes; the rest is looked up in the file.
 */
final class VectorStore implements AutoCloseable {
  static final String INDEX = "index";
  static final String VECTORS = "vectors";

  private static final int HASH_BYTES = 32;
  private static final int RECORD_BYTES = HASH_BYTES + 4 + 4;
  private static final int BLOCK_RECORDS = 8_192;
  private static final int POLL_MILLIS = 20;

  private final FileChannel index;
  private final Vectors vectors;
  private final int length;

  /** Record numbers from 1, at the first free place from where their hash says; 0 for none. */
  private int[] table = new int[64];

  /** The first four bytes of each record's hash. */
  private int[] heads = new int[32];

  /** Records whose vector was found to be damaged. */
  private final Set<Integer> damaged = new HashSet<>();

  private int used;
  private int recordsRead;

  /**
   * Opens the files, or makes them.
   *
   * @param length of a vector
   */
  VectorStore(Path folder, int length) throws IOException {
    this.length = length;
    this.index = open(folder.resolve(INDEX));
    this.vectors = new Vectors(open(folder.resolve(VECTORS)), length);
    refresh();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  int length() {
    return length;
  }

  Vectors vectors() {
    return vectors;
  }

  /** How many images have a vector. */
  int size() {
    return used - damaged.size();
  }

  /** Where an image's vector is, checked to be whole; -1 if there is none. */
  long find(String sha256) throws IOException {
    ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(sha256));
    int record = table[place(hash)] - 1;
    if (record < 0 || damaged.contains(record)) {
      return -1;
    }
    int checksum = record(record).getInt(HASH_BYTES);
    if (!vectors.has(record) || checksum(vectors.at(record)) != checksum) {
      damaged.add(record);
      return -1;
    }
    return record;
  }

  /** Where an image's vector is, which another process found to be whole; -1 if there is none. */
  long locate(String sha256) throws IOException {
    int record = table[place(ByteBuffer.wrap(HexFormat.of().parseHex(sha256)))] - 1;
    return record < 0 || damaged.contains(record) || !vectors.has(record) ? -1 : record;
  }

  /** The place in the table of a hash's record, or the free one that it would take. */
  private int place(ByteBuffer hash) throws IOException {
    int head = hash.getInt(0);
    int place = head & (table.length - 1);
    while (table[place] != 0 && !has(table[place] - 1, head, hash)) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  private boolean has(int record, int head, ByteBuffer hash) throws IOException {
    return heads[record] == head
        && record(record).slice(0, HASH_BYTES).equals(hash.slice(0, HASH_BYTES));
  }

  private ByteBuffer record(int number) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
    readFully(record, (long) number * RECORD_BYTES);
    return record;
  }

  private void readFully(ByteBuffer into, long from) throws IOException {
    while (into.hasRemaining() && index.read(into, from + into.position()) >= 0) {}
    into.flip();
  }

  /** Takes in what other processes have added. */
  void refresh() throws IOException {
    int records = Math.toIntExact(index.size() / RECORD_BYTES);
    while (recordsRead < records) {
      int block = Math.min(BLOCK_RECORDS, records - recordsRead);
      ByteBuffer bytes = ByteBuffer.allocate(block * RECORD_BYTES);
      readFully(bytes, (long) recordsRead * RECORD_BYTES);
      if (bytes.remaining() < RECORD_BYTES) {
        return;
      }
      for (; bytes.remaining() >= RECORD_BYTES; bytes.position(bytes.position() + RECORD_BYTES)) {
        ByteBuffer record = bytes.slice(bytes.position(), RECORD_BYTES);
        if (record.getInt(RECORD_BYTES - 4) == checksum(record.slice(0, RECORD_BYTES - 4))) {
          keep(record);
        }
        recordsRead++;
      }
    }
  }

  /** Notes that the record after those read is of this hash; the file has it already. */
  private void keep(ByteBuffer hash) throws IOException {
    if (recordsRead >= heads.length) {
      heads = Arrays.copyOf(heads, Math.max(recordsRead + 1, 2 * heads.length));
    }
    if (2 * (used + 1) > table.length) {
      grow();
    }
    heads[recordsRead] = hash.getInt(0);
    int place = place(hash);
    if (table[place] == 0) {
      used++;
    } else {
      damaged.remove(table[place] - 1);
    }
    table[place] = recordsRead + 1;
  }

  /** All hashes differ, so the files need not be looked at. */
  private void grow() {
    int[] old = table;
    table = new int[2 * old.length];
    for (int record : old) {
      if (record != 0) {
        int place = heads[record - 1] & (table.length - 1);
        while (table[place] != 0) {
          place = (place + 1) & (table.length - 1);
        }
        table[place] = record;
      }
    }
  }

  /** Adds vectors by image, but for those that another process has added since. */
  void add(Map<String, FloatBuffer> added) throws IOException {
    FileLock lock = lock();
    try {
      refresh();
      for (Map.Entry<String, FloatBuffer> each : added.entrySet()) {
        ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(each.getKey()));
        int there = table[place(hash)] - 1;
        if (there < 0 || damaged.contains(there)) {
          append(hash, each.getValue());
        }
      }
    } finally {
      lock.release();
    }
  }

  private void append(ByteBuffer hash, FloatBuffer vector) throws IOException {
    if (vector.remaining() != length) {
      throw new IllegalArgumentException(
          "a vector of %d numbers, not %d".formatted(vector.remaining(), length));
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector.duplicate());
    int checksum = checksum(bytes.duplicate());
    vectors.write(bytes, recordsRead);
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
    record.put(hash.duplicate()).putInt(checksum);
    record.putInt(checksum(record.slice(0, RECORD_BYTES - 4))).flip();
    writeFully(index, record, (long) recordsRead * RECORD_BYTES);
    keep(hash);
    recordsRead++;
  }

  private FileLock lock() throws IOException {
    while (true) {
      try {
        return index.lock();
      } catch (OverlappingFileLockException e) {
        pause(e); // another thread of this process holds it
      }
    }
  }

  private static void pause(OverlappingFileLockException cause) throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      e.addSuppressed(cause);
      throw (IOException)
          new InterruptedIOException("interrupted while waiting for the cache").initCause(e);
    }
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes, long to) throws IOException {
    long start = to - bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, start + bytes.position());
    }
  }

  @Override
  public void close() throws IOException {
    index.close();
    vectors.close();
  }
}
