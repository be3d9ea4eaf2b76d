package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mneme.image.ImageException;

class DecodeAheadTest {
  private static final List<Path> IMAGES =
      List.of(Path.of("a.png"), Path.of("b.png"), Path.of("c.png"));

  @Test
  void interruptIsSeenThoughTheNextImageIsReady() throws Exception {
    CountDownLatch thirdBegun = new CountDownLatch(1);
    ImageRunner.Input<Path> decoder =
        image -> {
          if (image.endsWith("c.png")) {
            thirdBegun.countDown();
          }
          return new float[1];
        };
    try (DecodeAhead<Path> ahead =
        new DecodeAhead<>(IMAGES.iterator(), decoder, 1, IMAGES.size())) {
      ahead.next();
      thirdBegun.await(); // one thread: the second image is ready
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, ahead::next);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void badImageKeepsItsPlace() throws IOException {
    ImageRunner.Input<Path> decoder =
        image -> {
          if (image.endsWith("a.png")) {
            throw new IOException("no picture");
          }
          return new float[] {1};
        };
    try (DecodeAhead<Path> ahead = new DecodeAhead<>(IMAGES.iterator(), decoder, 2, 1)) {
      assertEquals("no picture", ahead.next().error());
      assertEquals(1, ahead.next().planes()[0]);
    }
  }

  /** Memory that is short for a moment costs no image; an image too large for it costs a row. */
  @Test
  void anImageThatDoesNotFitIsTriedAgainAloneAndThenRefused() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    ImageRunner.Input<Path> decoder =
        image -> {
          if (image.endsWith("a.png") && tries.incrementAndGet() == 1) {
            throw new OutOfMemoryError("test");
          }
          if (image.endsWith("b.png")) {
            throw new ImageException("b.png: too large", new OutOfMemoryError("test"));
          }
          return new float[] {1};
        };
    try (DecodeAhead<Path> ahead = new DecodeAhead<>(IMAGES.iterator(), decoder, 2, 3)) {
      assertNull(ahead.next().error());
      assertEquals(
          "too large for the memory given to Java; make it smaller, or give Java more",
          ahead.next().error());
      assertNull(ahead.next().error());
    }
  }
}
