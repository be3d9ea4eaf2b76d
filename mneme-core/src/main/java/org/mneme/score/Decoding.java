package org.mneme.score;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Decodes images on the threads that call it. An image that does not fit in memory beside those of
 * the other threads is decoded again, alone; one that does not fit then has that as its error.
 */
final class Decoding<T> {
  private final ImageRunner.Input<T> decoder;

  /** Held for writing by a thread whose image did not fit in memory beside those of the others. */
  private final ReadWriteLock beside = new ReentrantReadWriteLock();

  Decoding(ImageRunner.Input<T> decoder) {
    this.decoder = decoder;
  }

  Decoded<T> decode(T image) {
    beside.readLock().lock();
    try {
      Optional<Decoded<T>> decoded = attempt(image);
      if (decoded.isPresent()) {
        return decoded.get();
      }
    } finally {
      beside.readLock().unlock();
    }
    beside.writeLock().lock();
    try {
      return attempt(image)
          .orElseGet(
              () ->
                  new Decoded<>(
                      image,
                      null,
                      "too large for the memory given to Java; make it smaller, or give Java"
                          + " more"));
    } finally {
      beside.writeLock().unlock();
    }
  }

  /** Empty when memory did not suffice. */
  private Optional<Decoded<T>> attempt(T image) {
    try {
      return Optional.of(new Decoded<>(image, decoder.planes(image), null));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    } catch (IOException e) {
      return e.getCause() instanceof OutOfMemoryError
          ? Optional.empty()
          : Optional.of(new Decoded<>(image, null, String.valueOf(e.getMessage())));
    }
  }
}
