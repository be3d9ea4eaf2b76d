package org.mneme.input;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images under one file, folder or glob, one after the other, by name.
 *
 * <p>Folders are searched to the bottom; hidden files and folders, and files whose name does not
 * end like an image's, are passed over. A file that was named, by itself or by a glob, is always
 * given, whatever its name, and so are a file that does not exist, a glob that matches nothing and
 * a folder that cannot be listed: whoever reads it says what is wrong. Only the names in the
 * folders that are open on the way are held in memory. A link back to an open folder is not
 * followed. For one thread.
 */
final class Walk implements Iterator<Path> {
  private static final Set<String> IMAGE_ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
  private static final String ANY_DEPTH = "**";

  /** A file to give, or a folder or glob to open. */
  private sealed interface Step {}

  private record Named(Path path) implements Step {}

  /** Everything below a folder; {@code parent} is the folder that the walk came from. */
  private record Folder(Path path, @Nullable Folder parent) implements Step {}

  /** Names still to be matched below a folder. */
  private record Glob(Folder folder, List<String> names) implements Step {}

  /** Steps still to be taken, nearest on top. */
  private final Deque<Iterator<? extends Step>> open = new ArrayDeque<>();

  private @Nullable Path next;

  /** A glob that has matched nothing so far. */
  private @Nullable Path unmatched;

  /**
   * @param start a file, a folder, or, where no such file exists, a glob such as {@code
   *     photos/*.jpg} or <code>photos/&#42;&#42;/*.png</code>, which not every shell expands
   */
  Walk(String start) {
    Step first = first(start);
    unmatched = first instanceof Glob ? pathOf(start) : null;
    open.push(List.of(first).iterator());
  }

  private static Step first(String start) {
    Path path = pathOf(start);
    if (Files.isDirectory(path)) {
      return new Folder(path, null);
    }
    if (Files.exists(path) || !GLOB.matcher(start).find()) {
      return new Named(path);
    }
    List<String> names = Arrays.asList(start.split(File.separatorChar == '/' ? "/" : "[/\\\\]"));
    int literal = 0;
    while (!GLOB.matcher(names.get(literal)).find()) {
      literal++;
    }
    String root = String.join("/", names.subList(0, literal));
    Path base = Path.of(root.isEmpty() && literal > 0 ? "/" : root);
    try {
      names.stream().filter(n -> GLOB.matcher(n).find()).forEach(Walk::matcher);
    } catch (PatternSyntaxException e) {
      return new Named(path);
    }
    return new Glob(new Folder(base, null), names.subList(literal, names.size()));
  }

  /**
   * The path of this name. Characters that the file system cannot hold become question marks, so
   * that such a name fails as a missing file and not as a special case.
   */
  private static Path pathOf(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      return Path.of(name.replaceAll("[^\\x20-\\x7e]", "?"));
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null && !open.isEmpty()) {
      Iterator<? extends Step> steps = open.peek();
      if (!steps.hasNext()) {
        open.pop();
        continue;
      }
      Step step = steps.next();
      if (step instanceof Named named) {
        next = named.path();
        unmatched = null;
      } else if (step instanceof Folder folder) {
        open.push(children(folder, Walk::isVisible).filter(Walk::isWanted).iterator());
      } else if (step instanceof Glob glob) {
        open.push(matches(glob));
      }
    }
    if (next == null && unmatched != null) {
      next = unmatched;
      unmatched = null;
    }
    return next != null;
  }

  @Override
  public Path next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Path path = next;
    next = null;
    return path;
  }

  /** Files and folders in a folder whose names pass, by name; without links back. */
  private static Stream<Step> children(Folder folder, Predicate<String> names) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (names.test(name)) {
          found.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Stream.of(new Named(folder.path()));
    }
    Collections.sort(found);
    return found.stream()
        .map(name -> step(folder, folder.path().resolve(name)))
        .filter(step -> !(step instanceof Folder child && leadsBack(child)));
  }

  private static Step step(Folder parent, Path path) {
    return Files.isDirectory(path) ? new Folder(path, parent) : new Named(path);
  }

  private static boolean leadsBack(Folder folder) {
    if (!Files.isSymbolicLink(folder.path())) {
      return false;
    }
    try {
      Path real = folder.path().toRealPath();
      for (Folder f = folder.parent(); f != null; f = f.parent()) {
        if (f.path().toRealPath().equals(real)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".");
  }

  private static boolean isWanted(Step step) {
    if (!(step instanceof Named file)) {
      return true;
    }
    String name = String.valueOf(file.path().getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    // A folder that could not be listed stands for itself.
    return IMAGE_ENDINGS.contains(ending) || Files.isDirectory(file.path());
  }

  private static Iterator<? extends Step> matches(Glob glob) {
    String name = glob.names().get(0);
    List<String> rest = glob.names().subList(1, glob.names().size());
    if (name.equals(ANY_DEPTH)) {
      if (rest.isEmpty()) {
        return List.of(glob.folder()).iterator();
      }
      Stream<Step> deeper =
          children(glob.folder(), Walk::isVisible)
              .filter(Folder.class::isInstance)
              .map(child -> new Glob((Folder) child, glob.names()));
      return Stream.concat(Stream.of(new Glob(glob.folder(), rest)), deeper).iterator();
    }
    Stream<Step> found;
    if (GLOB.matcher(name).find()) {
      PathMatcher matcher = matcher(name);
      found =
          children(
              glob.folder(),
              n -> (isVisible(n) || !isVisible(name)) && matcher.matches(Path.of(n)));
    } else {
      Path path = glob.folder().path().resolve(name);
      found = Files.exists(path) ? Stream.of(step(glob.folder(), path)) : Stream.empty();
    }
    if (rest.isEmpty()) {
      return found.iterator();
    }
    return found
        .filter(Folder.class::isInstance)
        .map(folder -> new Glob((Folder) folder, rest))
        .iterator();
  }

  private static PathMatcher matcher(String name) {
    return FileSystems.getDefault().getPathMatcher("glob:" + name);
  }
}
