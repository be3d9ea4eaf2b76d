package org.mneme.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

/** Looks at image files, on several threads. */
final class ImageSurvey {

  private final InspectOptions options;
  private final Progress progress;

  ImageSurvey(InspectOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * What one file is.
   *
   * @param error why it cannot be used; null if it can
   * @param sha256 of its bytes, in hexadecimal; null if not asked for or not readable
   */
  record Finding(@Nullable String error, @Nullable String sha256) {}

  /** A finding for each item, in their order. */
  List<Finding> of(List<Item> items) throws IOException {
    if (options.images() == InspectOptions.Images.SKIP && !options.duplicates()) {
      return List.of();
    }
    Finding[] findings = new Finding[items.size()];
    AtomicInteger next = new AtomicInteger();
    progress.begin("Checking images", items.size(), "images");
    Tally tally = new Tally(progress);
    Callable<@Nullable Void> work =
        () -> {
          for (int i = next.getAndIncrement(); i < findings.length; i = next.getAndIncrement()) {
            if (Thread.interrupted()) {
              throw new InterruptedException();
            }
            progress.check();
            findings[i] = look(items.get(i).image());
            tally.one();
          }
          return null;
        };
    int count = Math.min(options.threads(), items.size());
    ExecutorService threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "mneme-inspect");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<@Nullable Void>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        runs.add(threads.submit(work));
      }
      for (Future<@Nullable Void> run : runs) {
        if (Thread.interrupted()) { // a run that is done already would not notice
          throw new InterruptedException();
        }
        run.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while looking at images");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw new IllegalStateException(
          "looking at images failed for no fault of theirs", e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return List.of(findings);
  }

  /** Counts what is done; one thread at a time reports. */
  private static final class Tally {
    private final Progress progress;
    private long done;

    Tally(Progress progress) {
      this.progress = progress;
    }

    synchronized void one() {
      done++;
      progress.advance(done);
    }
  }

  private Finding look(Path image) {
    String hash = null;
    try {
      if (options.duplicates()) {
        hash = Sha256.of(image);
      }
      switch (options.images()) {
        case SKIP -> {}
        case HEADER -> readHeader(image);
        case DECODE -> ImageDecoder.decode(image, DecodeMode.NATURAL, options.limits());
      }
      return new Finding(null, hash);
    } catch (NoSuchFileException e) {
      return new Finding("image is missing: no file " + image, hash);
    } catch (IOException | RuntimeException e) { // ImageIO's readers throw all sorts at bad data
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      String named = message.startsWith(image.toString()) ? message : image + ": " + message;
      return new Finding("image cannot be read: " + named, hash);
    }
  }

  private void readHeader(Path image) throws IOException {
    if (!Files.exists(image)) {
      throw new NoSuchFileException(image.toString());
    }
    if (!Files.isRegularFile(image)) {
      throw new IOException("not a file");
    }
    if (Files.size(image) == 0) {
      throw new IOException("the file is empty");
    }
    try (FileImageInputStream in = new FileImageInputStream(image.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        ImageDecoder.check(image, options.limits()); // it has formats that ImageIO does not
        return;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > options.limits().maxPixels()) {
          throw new IOException(
              "%d pixels are more than the limit of %d"
                  .formatted(pixels, options.limits().maxPixels()));
        }
      } finally {
        reader.dispose();
      }
    }
  }
}
