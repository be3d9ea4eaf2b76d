package org.mneme.statistics;

import org.mneme.image.Rgb;

/** The fraction of pixels on an edge, {@link Statistic#EDGE_DENSITY}. */
final class Edges {
  private static final int LONGER_SIDE = 256;

  /** Gray values are whole numbers of thousandths of a level. */
  static final int WHITE = 255_000;

  /** A change of 0.05 from a pixel to the next, as Sobel's operator gives it: eightfold. */
  private static final long THRESHOLD = 8 * WHITE / 20;

  private Edges() {}

  static double density(Rgb picture) {
    int longer = Math.max(picture.width(), picture.height());
    Rgb scaled =
        picture.resizedTo(scaled(picture.width(), longer), scaled(picture.height(), longer));
    int width = scaled.width();
    int height = scaled.height();
    int[] gray = gray(scaled);
    long edges = 0;
    for (int y = 0; y < height; y++) {
      int above = Math.max(y - 1, 0) * width;
      int here = y * width;
      int below = Math.min(y + 1, height - 1) * width;
      for (int x = 0; x < width; x++) {
        int left = Math.max(x - 1, 0);
        int right = Math.min(x + 1, width - 1);
        long across =
            gray[above + right]
                - gray[above + left]
                + 2L * (gray[here + right] - gray[here + left])
                + gray[below + right]
                - gray[below + left];
        long down =
            gray[below + left]
                - gray[above + left]
                + 2L * (gray[below + x] - gray[above + x])
                + gray[below + right]
                - gray[above + right];
        if (across * across + down * down > THRESHOLD * THRESHOLD) {
          edges++;
        }
      }
    }
    return (double) edges / ((long) width * height);
  }

  /** Rounds to the nearest whole number, halves up. */
  private static int scaled(int side, int longer) {
    return Math.max(1, (int) ((2L * side * LONGER_SIDE + longer) / (2L * longer)));
  }

  /** The exact grey level by ITU-R BT.601, which weighs coded values, 0 to {@link #WHITE}. */
  static int[] gray(Rgb picture) {
    byte[] pixels = picture.toBytes();
    int[] gray = new int[pixels.length / 3];
    for (int i = 0; i < gray.length; i++) {
      gray[i] =
          299 * (pixels[3 * i] & 0xff)
              + 587 * (pixels[3 * i + 1] & 0xff)
              + 114 * (pixels[3 * i + 2] & 0xff);
    }
    return gray;
  }
}
