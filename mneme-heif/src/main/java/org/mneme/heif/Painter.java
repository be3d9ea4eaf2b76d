package org.mneme.heif;

import java.util.List;
import org.mneme.image.Unusable;

/**
 * Turns a decoded picture's samples into 8 bits a channel, by the equations of ISO/IEC 23091-2,
 * 8.3, in floats. Chroma of fewer samples than brightness counts for each of the pixels that share
 * it.
 */
final class Painter {
  private static final int IDENTITY = 0;
  private static final int UNSPECIFIED = 2;
  private static final int YCGCO = 8;

  private final Frame frame;
  private final Canvas canvas;
  private final int left;
  private final int width;
  private final float[][] rows;

  private Painter(Frame frame, Canvas canvas, int left) {
    this.frame = frame;
    this.canvas = canvas;
    this.left = left;
    width = Math.min(frame.width(), canvas.width() - left);
    rows = new float[3][Math.max(width, 0)];
  }

  /**
   * Draws a picture on a canvas, from there on to the right and down; what is outside is lost. On a
   * canvas of one channel, as transparency: the first channel, of full range whatever is said.
   */
  static void paint(Frame frame, Canvas canvas, int left, int top) throws Unusable {
    Painter painter = new Painter(frame, canvas, left);
    int height = Math.min(frame.height(), canvas.height() - top);
    if (canvas.channels() == 1) {
      Channel channel = frame.channels().get(0);
      for (int y = 0; y < height; y++) {
        painter.alphaRow(channel, y, top + y);
      }
      return;
    }
    float[] matrix = painter.isMixed() ? mix(frame.matrix()) : new float[0];
    if (painter.isMixedInIntegers()) {
      painter.mixInIntegers(matrix, top, height);
      return;
    }
    for (int y = 0; y < height; y++) {
      painter.load(y);
      if (painter.isMixed()) {
        painter.mix(matrix);
      }
      painter.store(top + y);
    }
  }

  /** The transparency that comes with a picture, in a canvas of its own size. */
  static void paintAlpha(Frame frame, Canvas canvas) {
    Painter painter = new Painter(frame, canvas, 0);
    for (int y = 0; y < frame.height(); y++) {
      painter.alphaRow(frame.alpha(), y, y);
    }
  }

  private boolean isMixed() {
    return frame.kind() == Frame.Kind.YCBCR && frame.matrix() != IDENTITY;
  }

  private void load(int y) {
    List<Channel> channels = frame.channels();
    switch (frame.kind()) {
      case GREY -> load(channels.get(0), y, false, rows[0]);
      case RGB -> {
        for (int i = 0; i < 3; i++) {
          load(channels.get(i), y, false, rows[i]);
        }
      }
      case YCBCR -> {
        boolean mixed = isMixed();
        for (int i = 0; i < 3; i++) { // unmixed they are green, blue, red
          load(channels.get(i), y, mixed && i > 0, rows[mixed ? i : (i + 1) % 3]);
        }
      }
    }
  }

  /** A row of a channel; black is 0 and white 255, and chroma is around 0. */
  private void load(Channel channel, int y, boolean chroma, float[] row) {
    boolean libheif = frame.by() == Frame.Way.LIBHEIF;
    int more = channel.bits() - 8;
    int zero = 0;
    float unit = 255f / channel.max();
    if (!frame.fullRange() && !(libheif && frame.kind() == Frame.Kind.GREY)) {
      zero = (int) scaled(16, more);
      unit =
          libheif
              ? (chroma ? 1.1429f : 1.1689f) / scaled(1, more)
              : 255f / scaled(chroma ? 224 : 219, more);
    }
    if (!chroma) {
      channel.row(y, zero, unit, row);
    } else if (libheif) {
      channel.row(y, channel.middle(), unit, row);
    } else {
      channel.smoothRow(y, channel.middle(), unit, row);
    }
  }

  private static float scaled(int of8Bits, int moreBits) {
    return moreBits >= 0 ? of8Bits << moreBits : of8Bits / (float) (1 << -moreBits);
  }

  /** What a unit of blue and a unit of red chroma add to red, green and blue. */
  private static float[] mix(int matrix) throws Unusable {
    if (matrix == YCGCO) {
      return new float[] {-1, 1, 1, 0, -1, -1};
    }
    double red;
    double blue;
    switch (matrix) {
      case 1 -> {
        red = .2126;
        blue = .0722;
      }
      case UNSPECIFIED, 5, 6 -> {
        red = .299;
        blue = .114;
      }
      case 4 -> {
        red = .30;
        blue = .11;
      }
      case 7 -> {
        red = .212;
        blue = .087;
      }
      case 9 -> {
        red = .2627;
        blue = .0593;
      }
      case Property.Colour.OF_PRIMARIES -> {
        red = .2290;
        blue = .0793;
      }
      default ->
          throw Unusable.unsupported("a picture whose colours are in matrix %d".formatted(matrix));
    }
    double green = 1 - red - blue;
    return new float[] {
      0,
      (float) (2 * (1 - red)),
      (float) (-2 * (1 - blue) * blue / green),
      (float) (-2 * (1 - red) * red / green),
      (float) (2 * (1 - blue)),
      0
    };
  }

  private void mix(float[] m) {
    float[] first = rows[0];
    float[] second = rows[1];
    float[] third = rows[2];
    for (int x = 0; x < width; x++) {
      float y = first[x];
      float cb = second[x];
      float cr = third[x];
      first[x] = y + m[0] * cb + m[1] * cr;
      second[x] = y + m[2] * cb + m[3] * cr;
      third[x] = y + m[4] * cb + m[5] * cr;
    }
  }

  /** For such pictures libheif computes in integers; so does this, and gives the same levels. */
  private boolean isMixedInIntegers() {
    return isMixed()
        && frame.fullRange()
        && frame.by() == Frame.Way.LIBHEIF
        && frame.channels().stream().allMatch(channel -> channel.bits() == 8)
        && frame.channels().get(1).isQuarter();
  }

  private void mixInIntegers(float[] matrix, int top, int height) {
    int[] m = new int[matrix.length];
    for (int i = 0; i < m.length; i++) {
      m[i] = Math.round(256 * matrix[i]);
    }
    Channel luma = frame.channels().get(0);
    Channel blue = frame.channels().get(1);
    Channel red = frame.channels().get(2);
    byte[] to = canvas.pixels();
    for (int y = 0; y < height; y++) {
      int at = 3 * ((top + y) * canvas.width() + left);
      for (int x = 0; x < width; x++, at += 3) {
        int level = luma.at(y, x);
        int cb = blue.at(y >> 1, x >> 1) - 128;
        int cr = red.at(y >> 1, x >> 1) - 128;
        to[at] = level(level + ((m[0] * cb + m[1] * cr + 128) >> 8));
        to[at + 1] = level(level + ((m[2] * cb + m[3] * cr + 128) >> 8));
        to[at + 2] = level(level + ((m[4] * cb + m[5] * cr + 128) >> 8));
      }
    }
  }

  private void store(int y) {
    byte[] to = canvas.pixels();
    int at = 3 * (y * canvas.width() + left);
    // libheif rounds in the samples' own bits, then cuts.
    int more = frame.by() == Frame.Way.LIBHEIF ? frame.channels().get(0).bits() - 8 : 0;
    float half = .5f / (1 << more);
    boolean grey = frame.kind() == Frame.Kind.GREY;
    float[] red = rows[0];
    float[] green = grey ? red : rows[1];
    float[] blue = grey ? red : rows[2];
    for (int x = 0; x < width; x++, at += 3) {
      to[at] = level(red[x] + half);
      to[at + 1] = level(green[x] + half);
      to[at + 2] = level(blue[x] + half);
    }
  }

  private void alphaRow(Channel channel, int y, int toY) {
    channel.row(y, 0, 255f / channel.max(), rows[0]);
    int to = toY * canvas.width() + left;
    for (int x = 0; x < width; x++) {
      canvas.pixels()[to + x] = level(rows[0][x] + .5f);
    }
  }

  private static byte level(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  private static byte level(float value) {
    return (byte) (int) Math.max(0, Math.min(255, value));
  }
}
