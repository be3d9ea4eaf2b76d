package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class JpegColourTest {
  /**
   * libjpeg-turbo's h1v2_fancy_upsample by hand: upper row (3 near + above + 1) / 4, lower (3 near
   * + below + 2) / 4, the first and last row being their own neighbours.
   */
  @Test
  void doubledRowsAreSmoothed() {
    byte[] doubled = {10, 10, 20, 20, 50};
    JpegColour.smoothRows(doubled, 1, 5, 1, 0);
    assertArrayEquals(new byte[] {10, 13, 17, 28, 42}, doubled);
  }

  @Test
  void rowsThatLibjpegTurboHasSmoothedStay() {
    byte[] smooth = {10, 13, 17, 28, 42};
    JpegColour.smoothRows(smooth, 1, 5, 1, 0);
    assertArrayEquals(new byte[] {10, 13, 17, 28, 42}, smooth);
  }

  /** BT.601 by hand: Y 100, Cb 90, Cr 200 is R 200.9, G 61.7, B 32.7, rounded. */
  @Test
  void lumaAndChromaBecomeRgb() {
    assertArrayEquals(
        new byte[] {(byte) 201, 62, 33}, JpegColour.yccToRgb(new byte[] {100, 90, (byte) 200}));
  }
}
