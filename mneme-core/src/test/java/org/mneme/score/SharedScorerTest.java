package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestModels;
import org.mneme.golden.TestPictures;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.progress.CancelledException;
import org.mneme.score.SharedScorer.Urgency;

class SharedScorerTest {
  private static final ScorerOptions OPTIONS = ScorerOptions.defaults().withThreads(2);

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TestModels.tiny(folder.resolve("tiny.onnx"), 1);
  }

  /** A file; one that is to wait is decoded when it may be. */
  private record Source(String name, Path file, CountDownLatch mayBegin, List<String> decoded)
      implements ImageSource {
    Source(Path file) {
      this(
          file.toString(),
          file,
          new CountDownLatch(0),
          Collections.synchronizedList(new ArrayList<>()));
    }

    @Override
    public long bytes() {
      return 1000;
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
      try {
        mayBegin.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
      decoded.add(name);
      return ImageDecoder.decode(name, file, mode, limits);
    }
  }

  private List<Path> pictures(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(TestPictures.random(folder.resolve("picture%03d.png".formatted(i)), i));
    }
    return files;
  }

  private static CompletableFuture<Outcome> submit(SharedScorer scorer, Source source)
      throws BusyException {
    return submit(scorer, source, Urgency.NOW);
  }

  private static CompletableFuture<Outcome> submit(
      SharedScorer scorer, Source source, Urgency urgency) throws BusyException {
    return scorer.submit(source, Crops.CENTRE, DecodeMode.NATURAL, urgency);
  }

  @Test
  void manyImagesGetTheScoresOfAScorerInTheirOrder() throws Exception {
    List<Path> files = new ArrayList<>(pictures(100));
    files.add(50, Files.writeString(folder.resolve("bad.png"), "no picture"));
    try (SharedScorer shared = SharedScorer.open(model, OPTIONS, Capacity.DEFAULT)) {
      for (Crops crops : Crops.values()) {
        List<Score> expected;
        try (Scorer scorer = Scorer.open(model, OPTIONS.withCrops(crops))) {
          expected = scorer.scoreAll(files);
        }
        try (InOrder<Source> scores =
            shared.inOrder(
                files.stream().map(Source::new).iterator(),
                crops,
                DecodeMode.NATURAL,
                Urgency.NOW)) {
          for (Score each : expected) {
            InOrder.Done<Source> done = scores.next();
            assertEquals(each.image(), done.image().file());
            assertEquals(each.value(), done.outcome().value());
            assertEquals(each.failed() ? each.reason() : null, done.outcome().error());
          }
          assertFalse(scores.hasNext());
        }
      }
      assertEquals(0, shared.waiting());
      assertEquals(0, shared.waitingBytes());
    }
  }

  @Test
  void moreThanTheCapacityIsRefusedUntilAPlaceIsFree() throws Exception {
    CountDownLatch mayBegin = new CountDownLatch(1);
    Path file = pictures(1).get(0);
    Source held = new Source("held", file, mayBegin, new ArrayList<>());
    try (SharedScorer shared =
        SharedScorer.open(model, OPTIONS, new Capacity(2, 5000, Duration.ofMillis(1)))) {
      List<CompletableFuture<Outcome>> first = List.of(submit(shared, held), submit(shared, held));
      BusyException refused =
          assertThrows(BusyException.class, () -> submit(shared, new Source(file)));
      assertTrue(refused.retryAfter().toMillis() >= 1000);
      mayBegin.countDown();
      for (CompletableFuture<Outcome> each : first) {
        assertFalse(each.get().failed());
      }
      assertFalse(submit(shared, new Source(file)).get().failed());
    }
  }

  @Test
  void bytesAreBoundedTooButOneImageAlwaysPasses() throws Exception {
    CountDownLatch mayBegin = new CountDownLatch(1);
    Path file = pictures(1).get(0);
    Source held = new Source("held", file, mayBegin, new ArrayList<>());
    try (SharedScorer shared =
        SharedScorer.open(model, OPTIONS, new Capacity(100, 10, Duration.ofMillis(1)))) {
      CompletableFuture<Outcome> first = submit(shared, held);
      assertThrows(BusyException.class, () -> submit(shared, held));
      mayBegin.countDown();
      assertFalse(first.get().failed());
    }
  }

  @Test
  void urgentImagesOvertakeAndCancelledOnesAreNotDecoded() throws Exception {
    CountDownLatch mayBegin = new CountDownLatch(1);
    List<String> decoded = Collections.synchronizedList(new ArrayList<>());
    Path file = pictures(1).get(0);
    try (SharedScorer shared = SharedScorer.open(model, OPTIONS.withThreads(1), Capacity.DEFAULT)) {
      CompletableFuture<Outcome> first =
          submit(shared, new Source("first", file, mayBegin, decoded));
      CompletableFuture<Outcome> later =
          submit(shared, new Source("later", file, mayBegin, decoded), Urgency.LATER);
      CompletableFuture<Outcome> given =
          submit(shared, new Source("given up", file, mayBegin, decoded));
      CompletableFuture<Outcome> urgent =
          submit(shared, new Source("urgent", file, mayBegin, decoded));
      given.cancel(false);
      mayBegin.countDown();
      for (CompletableFuture<Outcome> each : List.of(first, urgent, later)) {
        assertFalse(each.get().failed());
      }
      assertEquals(List.of("first", "urgent", "later"), decoded);
    }
  }

  @Test
  void closingCancelsWhatWaits() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Path file = pictures(1).get(0);
    SharedScorer shared = SharedScorer.open(model, OPTIONS, Capacity.DEFAULT);
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(submit(shared, new Source("held", file, never, new ArrayList<>())));
    }
    InOrder<Source> scores =
        shared.inOrder(
            List.of(new Source(file)).iterator(), Crops.CENTRE, DecodeMode.NATURAL, Urgency.LATER);
    shared.close();
    for (CompletableFuture<Outcome> each : waiting.subList(2, 10)) {
      assertThrows(CancellationException.class, each::get);
    }
    assertThrows(CancelledException.class, scores::next);
    assertThrows(IllegalStateException.class, () -> submit(shared, new Source(file)));
  }

  @Test
  void anErrorDoesNotNameTheImageAgain() throws Exception {
    ImageSource source =
        new ImageSource() {
          @Override
          public String name() {
            return "photo";
          }

          @Override
          public long bytes() {
            return 0;
          }

          @Override
          public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
            throw new ImageException("photo: is\nno picture");
          }
        };
    try (SharedScorer shared = SharedScorer.open(model, OPTIONS, Capacity.DEFAULT)) {
      Outcome outcome = shared.submit(source, Crops.CENTRE, DecodeMode.NATURAL, Urgency.NOW).get();
      assertEquals("is?no picture", outcome.error());
    }
  }
}
