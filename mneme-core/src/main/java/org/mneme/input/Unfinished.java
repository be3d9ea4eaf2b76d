package org.mneme.input;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The images that an earlier run did not finish, in their order. For one thread. */
public final class Unfinished implements Iterator<Path> {
  private final Iterator<Path> images;
  private final Predicate<Path> finished;
  private @Nullable Path next;

  /**
   * Leaves out what is finished.
   *
   * @param images gone through once, as its own images are asked for
   * @param finished whether an earlier run finished an image; asked once for each
   */
  public Unfinished(Iterator<Path> images, Predicate<Path> finished) {
    this.images = images;
    this.finished = finished;
  }

  @Override
  public boolean hasNext() {
    while (next == null && images.hasNext()) {
      Path image = images.next();
      next = finished.test(image) ? null : image;
    }
    return next != null;
  }

  @Override
  public Path next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Path image = next;
    next = null;
    return image;
  }
}
