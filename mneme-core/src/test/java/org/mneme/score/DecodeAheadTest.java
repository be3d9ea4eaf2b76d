package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

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
}
