package org.mneme.features;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;

/**
 * NumPy's file of one float32 array that grows row by row. Its first {@value #HEADER_BYTES} bytes
 * say how many rows there are, and are written anew with each of them; so a killed run leaves an
 * array that {@code np.load} reads. For one thread.
 */
final class NpyRows implements Closeable {
  private static final int HEADER_BYTES = 128;

  private final Path file;
  private final int columns;
  private final RandomAccessFile out; // not a channel: that would close when interrupted
  private long rows;

  NpyRows(Path file, int columns, boolean resume) throws IOException {
    this.file = file;
    this.columns = columns;
    this.out = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (resume && out.length() >= HEADER_BYTES) {
        rows = (out.length() - HEADER_BYTES) / rowBytes();
        requireOwn();
      } else {
        out.setLength(0);
        writeHeader();
      }
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  private long rowBytes() {
    return 4L * columns;
  }

  /** The header's beginning tells the type and the number of columns; the rows are counted. */
  private void requireOwn() throws IOException {
    byte[] found = new byte[HEADER_BYTES];
    out.readFully(found);
    String text = new String(found, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(new String(header(0), 0, 10, StandardCharsets.ISO_8859_1))
        || !text.contains("'<f4'")
        || !text.contains(", %d), }".formatted(columns))) {
      throw new RefusedException(
          "%s: is not an array of %d columns that Mneme wrote, so it cannot be continued"
              .formatted(file, columns),
          Remedy.of(Action.WRITE_ANEW, "Take another file, or write this one anew"));
    }
  }

  long rows() {
    return rows;
  }

  /** Cuts off later rows. */
  void keep(long first) throws IOException {
    rows = Math.min(rows, first);
    out.setLength(HEADER_BYTES + rows * rowBytes());
    writeHeader();
  }

  void add(FeatureRow row) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(rowBytes())).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = row.values();
    if (row.failed()) {
      values = new float[columns];
      Arrays.fill(values, Float.NaN);
    }
    bytes.asFloatBuffer().put(values);
    out.seek(HEADER_BYTES + rows * rowBytes());
    out.write(bytes.array());
    rows++;
    writeHeader();
  }

  private void writeHeader() throws IOException {
    out.seek(0);
    out.write(header(rows));
  }

  private byte[] header(long count) {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            count,
            columns);
    byte[] header = new byte[HEADER_BYTES];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (HEADER_BYTES - 10))
        .put(text.getBytes(StandardCharsets.US_ASCII));
    header[HEADER_BYTES - 1] = '\n';
    return header;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
