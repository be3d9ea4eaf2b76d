package org.mneme.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A file mapped into memory, read only. Slices stay valid after {@link #close}, until the garbage
 * collector finds the last of them gone. Not for several threads.
 */
public final class MappedFile implements Closeable {
  /** The file is mapped in parts of this size, since a buffer ends at 2 GiB. */
  private static final long WINDOW = 1L << 30;

  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> windows = new HashMap<>();

  /**
   * Opens a file; it is mapped piece by piece, as it is asked for.
   *
   * @param file must not change while slices are in use
   * @throws IOException if it cannot be opened
   */
  public MappedFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
  }

  /** {@return the file's size in bytes} */
  public long size() {
    return size;
  }

  /**
   * Bytes of the file, little-endian.
   *
   * @param what they are, for the message
   * @param offset where they begin
   * @param length how many
   * @return a view of the mapped file
   * @throws WeightsException if they are not all in the file, or 2 GiB or more
   */
  public ByteBuffer slice(String what, long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new WeightsException(
          "%s should be %s bytes from byte %s, but the file ends at byte %d; is it cut off?"
              .formatted(what, Long.toUnsignedString(length), Long.toUnsignedString(offset), size));
    }
    if (length > Integer.MAX_VALUE) {
      throw new WeightsException(
          "%s is %d bytes long; at most 2 GiB in one piece are read".formatted(what, length));
    }
    if (length == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    long window = offset / WINDOW;
    if ((offset + length - 1) / WINDOW != window) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer whole = windows.get(window);
    if (whole == null) {
      long start = window * WINDOW;
      whole = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(WINDOW, size - start));
      windows.put(window, whole);
    }
    return whole.slice((int) (offset % WINDOW), (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
