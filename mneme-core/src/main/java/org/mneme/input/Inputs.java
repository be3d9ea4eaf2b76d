package org.mneme.input;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked to be scored: files, folders, globs, and {@code -} for a list of files and
 * folders on standard input, UTF-8, one a line. The images come one at a time in the order of the
 * arguments, and are not remembered.
 */
public record Inputs(List<String> arguments) {
  private static final String LIST = "-";

  public Inputs {
    arguments = List.copyOf(arguments);
    if (arguments.stream().filter(LIST::equals).count() > 1) {
      throw new IllegalArgumentException("standard input ('-') can be read only once");
    }
  }

  /** Whether the images can be gone through more than once, to count them. */
  public boolean areRepeatable() {
    return !arguments.contains(LIST);
  }

  /** The images that can be gone through without standard input. */
  public Iterator<Path> images() {
    return images(InputStream.nullInputStream());
  }

  /**
   * The images, for one thread. Reading past a failure of standard input throws {@link
   * UncheckedIOException}.
   */
  public Iterator<Path> images(InputStream list) {
    return new Chain(
        arguments.stream()
            .<Iterator<Path>>map(a -> a.equals(LIST) ? lines(list) : new Walk(a))
            .iterator());
  }

  private static Iterator<Path> lines(InputStream list) {
    return new Chain(
        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.isBlank())
            .<Iterator<Path>>map(Walk::new)
            .iterator());
  }

  /** One after the other. */
  private static final class Chain implements Iterator<Path> {
    private final Iterator<Iterator<Path>> parts;
    private @Nullable Iterator<Path> part;

    Chain(Iterator<Iterator<Path>> parts) {
      this.parts = parts;
    }

    @Override
    public boolean hasNext() {
      while (part == null || !part.hasNext()) {
        if (!parts.hasNext()) {
          return false;
        }
        part = parts.next();
      }
      return true;
    }

    @Override
    public Path next() {
      if (!hasNext() || part == null) {
        throw new NoSuchElementException();
      }
      return part.next();
    }
  }
}
