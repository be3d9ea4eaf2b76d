package org.mneme.features;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one length by the content of images, in two files that only grow.
 *
 * <p>{@code vectors} holds float32 numbers, little-endian, vector after vector. {@code index} holds
 * a record for each, written after it: the image's SHA-256, the vector's checksum and the record's
 * own. Whatever kills a process or the machine, a record or vector that is not whole is known by
 * its checksum and passed over; of two records of an image the later counts.
 *
 * <p>Processes may share the files; a writer holds the index's lock. Within a process, an object is
 * for one thread, but vectors that were found may be read by many.
 */
final class VectorStore implements AutoCloseable {
  static final String INDEX = "index";
  static final String VECTORS = "vectors";

  private static final int HASH_BYTES = 32;
  private static final int RECORD_BYTES = HASH_BYTES + 4 + 4;
  private static final long CHUNK_BYTES = 1 << 30;
  private static final int POLL_MILLIS = 20;

  private final FileChannel index;
  private final FileChannel vectors;
  private final int length;
  private final long rowsPerChunk;
  private final Map<String, Entry> entries = new HashMap<>();
  private final List<@Nullable MappedByteBuffer> chunks = new ArrayList<>();
  private long recordsRead;

  private record Entry(long slot, int checksum) {}

  /**
   * Opens the files, or makes them.
   *
   * @param length of a vector
   */
  VectorStore(Path folder, int length) throws IOException {
    this.length = length;
    this.rowsPerChunk = Math.max(1, CHUNK_BYTES / (4L * length));
    this.index = open(folder.resolve(INDEX));
    this.vectors = open(folder.resolve(VECTORS));
    refresh();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  int length() {
    return length;
  }

  /** How many images have a vector. */
  int size() {
    return entries.size();
  }

  /** Where an image's vector is, checked to be whole; -1 if there is none. */
  long find(String sha256) throws IOException {
    Entry entry = entries.get(sha256);
    if (entry == null) {
      return -1;
    }
    boolean written = (entry.slot + 1) * 4 * length <= vectors.size();
    if (!written || checksum(at(entry.slot)) != entry.checksum) {
      entries.remove(sha256);
      return -1;
    }
    return entry.slot;
  }

  /** Takes in what other processes have added. */
  void refresh() throws IOException {
    long records = index.size() / RECORD_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact((records - recordsRead) * RECORD_BYTES));
    for (long from = recordsRead * RECORD_BYTES; bytes.hasRemaining(); ) {
      int read = index.read(bytes, from + bytes.position());
      if (read < 0) {
        break;
      }
    }
    bytes.flip();
    byte[] hash = new byte[HASH_BYTES];
    for (; bytes.remaining() >= RECORD_BYTES; recordsRead++) {
      int own = checksum(bytes.slice(bytes.position(), RECORD_BYTES - 4));
      bytes.get(hash);
      int ofVector = bytes.getInt();
      if (bytes.getInt() == own) {
        entries.put(HexFormat.of().formatHex(hash), new Entry(recordsRead, ofVector));
      }
    }
  }

  /** Adds vectors by image, but for those that another process has added since. */
  void add(Map<String, FloatBuffer> added) throws IOException {
    FileLock lock = lock();
    try {
      refresh();
      for (Map.Entry<String, FloatBuffer> each : added.entrySet()) {
        if (!entries.containsKey(each.getKey())) {
          append(each.getKey(), each.getValue());
        }
      }
    } finally {
      lock.release();
    }
  }

  private void append(String sha256, FloatBuffer vector) throws IOException {
    if (vector.remaining() != length) {
      throw new IllegalArgumentException(
          "a vector of %d numbers, not %d".formatted(vector.remaining(), length));
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector.duplicate());
    int checksum = checksum(bytes.duplicate());
    writeFully(vectors, bytes, recordsRead * 4 * length);
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
    record.put(HexFormat.of().parseHex(sha256)).putInt(checksum);
    record.putInt(checksum(record.slice(0, RECORD_BYTES - 4))).flip();
    writeFully(index, record, recordsRead * RECORD_BYTES);
    entries.put(sha256, new Entry(recordsRead++, checksum));
  }

  /** Copies a vector that {@link #find} found, from the mapped file. */
  void read(long slot, float[] into, int at) throws IOException {
    at(slot).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(into, at, length);
  }

  private ByteBuffer at(long slot) throws IOException {
    long row = slot % rowsPerChunk;
    return chunk(Math.toIntExact(slot / rowsPerChunk), row)
        .slice(Math.toIntExact(row * 4 * length), 4 * length);
  }

  private synchronized ByteBuffer chunk(int number, long row) throws IOException {
    while (chunks.size() <= number) {
      chunks.add(null);
    }
    MappedByteBuffer chunk = chunks.get(number);
    if (chunk == null || chunk.capacity() < (row + 1) * 4 * length) {
      long start = number * rowsPerChunk * 4 * length;
      long bytes = Math.min(rowsPerChunk * 4 * length, vectors.size() - start);
      chunk = vectors.map(FileChannel.MapMode.READ_ONLY, start, bytes);
      chunks.set(number, chunk);
    }
    return chunk;
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

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long to)
      throws IOException {
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
