package org.mneme.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.mneme.explain.Explanation;
import org.mneme.explain.ScoreMap;
import org.mneme.image.Rgb;

/** A map as files for other programs: CSV, NumPy's NPY, and a PNG of the map over its picture. */
public final class MapFiles {
  /** How strong the map is over the picture, of 0..1. */
  static final double STRENGTH = .75;

  private static final int NPY_ALIGNMENT = 64;

  private MapFiles() {}

  /**
   * Writes the values, a line for each row from the top, with commas between them.
   *
   * @param map in units of the score
   * @param out takes the text; stays open
   * @throws IOException if it cannot be written
   */
  public static void writeCsv(ScoreMap map, Writer out) throws IOException {
    for (int row = 0; row < map.rows(); row++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < map.columns(); column++) {
        line.append(column == 0 ? "" : ",").append(map.at(row, column));
      }
      out.write(line.append('\n').toString());
    }
  }

  /**
   * Writes the values as NumPy's {@code np.load} reads them: float32, {@code (rows, columns)}.
   *
   * @param map in units of the score
   * @param out takes the bytes; stays open
   * @throws IOException if it cannot be written
   */
  public static void writeNpy(ScoreMap map, OutputStream out) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(map.rows(), map.columns());
    int used = 10 + header.length() + 1;
    int padded = (used + NPY_ALIGNMENT - 1) / NPY_ALIGNMENT * NPY_ALIGNMENT;
    String text = header + " ".repeat(padded - used) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(padded + 4 * map.rows() * map.columns())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x93)
            .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) text.length())
            .put(text.getBytes(StandardCharsets.US_ASCII));
    for (float value : map.values()) {
      bytes.putFloat(value);
    }
    out.write(bytes.array());
  }

  /**
   * Writes the map over its picture as a PNG of the picture's size, with the frame of what the
   * network sees: orange raises the score, blue lowers it.
   *
   * @param explanation says what the network sees
   * @param map one of its maps
   * @param picture the picture that was explained
   * @param out takes the bytes; stays open
   * @throws IOException if it cannot be written
   */
  public static void writeOverlay(
      Explanation explanation, ScoreMap map, Rgb picture, OutputStream out) throws IOException {
    ImageIO.write(MapColours.over(picture, map, explanation.seen(), STRENGTH), "png", out);
  }
}
