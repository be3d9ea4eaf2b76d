package org.mneme.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a {@link VectorStore} that holds the vectors, one after the other, mapped to be read.
 * Threads may share an object.
 */
final class Vectors implements AutoCloseable {
  private static final long CHUNK_BYTES = 1 << 30;

  private final FileChannel channel;
  private final int length;
  private final long rowsPerChunk;
  private final List<@Nullable MappedByteBuffer> chunks = new ArrayList<>();

  Vectors(FileChannel channel, int length) {
    this.channel = channel;
    this.length = length;
    this.rowsPerChunk = Math.max(1, CHUNK_BYTES / (4L * length));
  }

  /** Opens a file that is there. */
  static Vectors read(Path file, int length) throws IOException {
    return new Vectors(FileChannel.open(file, StandardOpenOption.READ), length);
  }

  int length() {
    return length;
  }

  boolean has(long slot) throws IOException {
    return (slot + 1) * 4 * length <= channel.size();
  }

  void write(ByteBuffer vector, long slot) throws IOException {
    VectorStore.writeFully(channel, vector, slot * 4 * length);
  }

  /** Copies a vector from the mapped file. */
  void read(long slot, float[] into, int at) throws IOException {
    at(slot).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(into, at, length);
  }

  ByteBuffer at(long slot) throws IOException {
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
      long bytes = Math.min(rowsPerChunk * 4 * length, channel.size() - start);
      chunk = channel.map(FileChannel.MapMode.READ_ONLY, start, bytes);
      chunks.set(number, chunk);
    }
    return chunk;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
