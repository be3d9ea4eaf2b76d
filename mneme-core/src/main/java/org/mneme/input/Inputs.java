package org.mneme.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.mneme.files.TextInput;

/**
 * What the user asked to be scored: files, folders, globs, and {@code -} for a list of files and
 * folders on standard input, one a line, in any encoding of {@link TextInput}. The images come one
 * at a time in the order of the arguments, and are not remembered.
 *
 * @param arguments files, folders, globs and {@code -}, in the order in which their images come
 */
public record Inputs(List<String> arguments) {
  private static final String LIST = "-";

  /**
   * Keeps a copy.
   *
   * @param arguments files, folders, globs and {@code -}, in the order in which their images come
   * @throws IllegalArgumentException if standard input is named twice
   */
  public Inputs {
    arguments = List.copyOf(arguments);
    if (arguments.stream().filter(LIST::equals).count() > 1) {
      throw new IllegalArgumentException("standard input ('-') can be read only once");
    }
  }

  /** {@return whether the images can be gone through more than once, to count them} */
  public boolean areRepeatable() {
    return !arguments.contains(LIST);
  }

  /** {@return the arguments that name nothing: no file, no folder, and as a glob, no match} */
  public List<String> missing() {
    return arguments.stream().filter(a -> !a.equals(LIST) && Walk.findsNothing(a)).toList();
  }

  /** {@return the images that can be gone through without standard input} */
  public Iterator<Path> images() {
    return images(InputStream.nullInputStream());
  }

  /**
   * {@return the images, for one thread} Reading past a failure of standard input throws {@link
   * UncheckedIOException}.
   *
   * @param list what {@code -} stands for, read as far as the next image needs
   */
  public Iterator<Path> images(InputStream list) {
    return new Chain(
        arguments.stream()
            .<Iterator<Path>>map(a -> a.equals(LIST) ? lines(list) : new Walk(a))
            .iterator());
  }

  private static Iterator<Path> lines(InputStream list) {
    BufferedReader reader;
    try {
      reader = TextInput.reader(list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Chain(
        reader.lines().filter(line -> !line.isBlank()).<Iterator<Path>>map(Walk::new).iterator());
  }

  /**
   * {@return the images of a list, in UTF-8, whose writer waits for answers: blank lines end its
   * parts} No more of the list is read than the next image needs, so nothing waits for what is not
   * written yet. Each part must be gone through before the next is asked for. A failure of the list
   * throws {@link UncheckedIOException}.
   *
   * @param list the paths, a line each
   */
  public static Iterator<Iterator<Path>> parts(InputStream list) {
    return new Parts(new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8)));
  }

  /** The parts of a list. */
  private static final class Parts implements Iterator<Iterator<Path>> {
    private final BufferedReader reader;

    /** Has been read and belongs to the part that comes. */
    private @Nullable String line;

    Parts(BufferedReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      if (line == null) {
        try {
          line = reader.readLine();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return line != null;
    }

    @Override
    public Iterator<Path> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the list has ended");
      }
      return new Chain(new Part());
    }

    /** The lines up to a blank one, which is taken too. */
    private final class Part implements Iterator<Iterator<Path>> {
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (!ended && (!Parts.this.hasNext() || line == null || line.isBlank())) {
          ended = true;
          line = null;
        }
        return !ended;
      }

      @Override
      public Iterator<Path> next() {
        if (!hasNext() || line == null) {
          throw new NoSuchElementException("the part has ended");
        }
        Walk images = new Walk(line);
        line = null;
        return images;
      }
    }
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
