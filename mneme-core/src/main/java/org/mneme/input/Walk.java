package org.mneme.input;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.image.PictureFiles;

/**
 * The images under one file, folder or glob, one after the other, by name.
 *
 * <p>Folders are searched to the bottom; hidden files and folders, and files that are no pictures
 * by {@link PictureFiles}, are passed over. A file that was named, by itself or by a glob, is
 * always given, whatever its name, and so are a file that does not exist, a glob that matches
 * nothing and a folder that cannot be listed: whoever reads it says what is wrong. Only the names
 * in the folders that are open on the way are held in memory. A link back to an open folder is not
 * followed. For one thread.
 *
 * <p>Names in folders stay as the file system has them: not every one is text in the encoding of
 * this machine, and one that is not can still be opened.
 */
final class Walk implements Iterator<Path> {
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

  /** Whether there was any file or folder. */
  private boolean matched;

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

  /** Whether a start names nothing: no file, no folder, and as a glob, no match. */
  static boolean findsNothing(String start) {
    Step first = first(start);
    if (first instanceof Named named) {
      return isMissing(named.path());
    }
    if (first instanceof Folder) {
      return false;
    }
    Walk walk = new Walk(start);
    walk.advance();
    return !walk.matched || (walk.next != null && isMissing(walk.next));
  }

  private static boolean isMissing(Path path) {
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
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
    Path base;
    try {
      base = Path.of(root.isEmpty() && literal > 0 ? "/" : root);
      names.stream().filter(n -> GLOB.matcher(n).find()).forEach(Walk::matcher);
    } catch (PatternSyntaxException | InvalidPathException e) {
      return new Named(path);
    }
    return new Glob(new Folder(base, null), names.subList(literal, names.size()));
  }

  /**
   * The path of this name. Characters that the file system cannot hold become underscores, so that
   * such a name fails as a missing file and not as a special case.
   */
  private static Path pathOf(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      return Path.of(name.replaceAll("[^\\x20-\\x7e]|[<>\"|?*]", "_"));
    }
  }

  @Override
  public boolean hasNext() {
    advance();
    if (next == null && unmatched != null) {
      next = unmatched;
      unmatched = null;
    }
    return next != null;
  }

  /** Moves to the next file, if there is one. */
  private void advance() {
    while (next == null && !open.isEmpty()) {
      Iterator<? extends Step> steps = open.peek();
      if (!steps.hasNext()) {
        open.pop();
        continue;
      }
      Step step = steps.next();
      matched |= !(step instanceof Glob);
      if (step instanceof Named named) {
        next = named.path();
        unmatched = null;
      } else if (step instanceof Folder folder) {
        open.push(children(folder, Walk::isVisible).filter(Walk::isWanted).iterator());
      } else if (step instanceof Glob glob) {
        open.push(matches(glob));
      }
    }
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
  private static Stream<Step> children(Folder folder, Predicate<Path> names) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
      for (Path entry : entries) {
        if (names.test(entry.getFileName())) {
          found.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Stream.of(new Named(folder.path()));
    }
    found.sort(Comparator.comparing(Walk::nameOf).thenComparing(Comparator.naturalOrder()));
    return found.stream()
        .map(entry -> step(folder, entry))
        .filter(step -> !(step instanceof Folder child && leadsBack(child)));
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
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

  private static boolean isVisible(Path name) {
    return !name.toString().startsWith(".");
  }

  private static boolean isWanted(Step step) {
    if (step instanceof Folder folder) {
      return PictureFiles.isSearched(nameOf(folder.path()));
    }
    // A folder that could not be listed stands for itself.
    return !(step instanceof Named file)
        || PictureFiles.isPicture(file.path())
        || Files.isDirectory(file.path());
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
              .filter(Walk::isWanted)
              .map(child -> new Glob((Folder) child, glob.names()));
      return Stream.concat(Stream.of(new Glob(glob.folder(), rest)), deeper).iterator();
    }
    Stream<Step> found;
    if (GLOB.matcher(name).find()) {
      PathMatcher matcher = matcher(name);
      found =
          children(
              glob.folder(), n -> (isVisible(n) || name.startsWith(".")) && matcher.matches(n));
    } else {
      Path path = resolved(glob.folder().path(), name);
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

  private static Path resolved(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      return folder.resolve(pathOf(name));
    }
  }

  private static PathMatcher matcher(String name) {
    return FileSystems.getDefault().getPathMatcher("glob:" + name);
  }
}
