package org.mneme.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Where a data set's images are: from a name in its file to an image. Each folder is listed once,
 * which is far cheaper than asking for 60,000 files one by one, and tells names that differ in case
 * apart on every machine.
 */
final class ImageFolder {
  /** How many missing images are remembered; the largest tables have fewer by far. */
  private static final int MOST_REMEMBERED = 1_000_000;

  private final Path root;
  private final ReadOptions options;
  private final Map<Path, FolderNames> listings = new HashMap<>();

  private final List<String> missing = new ArrayList<>();
  private long found;
  private boolean anySimilar;

  ImageFolder(Path root, ReadOptions options) {
    this.root = root;
    this.options = options;
  }

  /** The image with this id, looked for where that is wanted. */
  Path find(String id) throws BadRow, IOException {
    Path image;
    try {
      image = root.resolve(id);
    } catch (InvalidPathException e) {
      throw new BadRow("'%s' cannot be the name of a file here".formatted(BadRow.shown(id)));
    }
    if (options.needImages()) {
      Path folder = image.getParent();
      String name = String.valueOf(image.getFileName());
      FolderNames there = listing(folder == null ? root : folder);
      if (!there.contains(name)) {
        if (missing.size() < MOST_REMEMBERED) {
          missing.add(id);
        }
        Optional<String> similar = there.similar(name);
        anySimilar |= similar.isPresent();
        throw new BadRow(
            "image '%s' is missing: no file %s%s"
                .formatted(
                    BadRow.shown(id),
                    BadRow.shown(image.toString()),
                    similar.map(" (%s)"::formatted).orElse("")));
      }
      found++;
    }
    return image;
  }

  /**
   * Refuses a folder in which not one of several images is.
   *
   * @throws DataException that says in which other folder they are, if that can be found
   */
  void requireSome() throws DataException {
    if (found > 0 || missing.size() < 2 || anySimilar) {
      return;
    }
    Optional<Path> elsewhere = ImageSearch.folderOf(missing, root);
    throw new DataException(
        "None of the %s images was found in %s%s%s"
            .formatted(
                missing.size() == MOST_REMEMBERED ? "many" : String.valueOf(missing.size()),
                shown(root),
                Files.isDirectory(root) ? "" : ", which is no folder",
                elsewhere
                    .map("; are they in %s?"::formatted)
                    .orElse("; the first is '%s'".formatted(BadRow.shown(missing.get(0))))),
        elsewhere.isPresent()
            ? Remedy.of(Action.NAME_IMAGES_FOLDER, "Then name that folder", elsewhere.get())
            : Remedy.of(Action.NAME_IMAGES_FOLDER, "Say where they are"));
  }

  /** The folder that a program was started in has no name of its own. */
  static String shown(Path folder) {
    return folder.toString().isEmpty() ? "." : folder.toString();
  }

  private FolderNames listing(Path folder) throws BadRow, IOException {
    FolderNames listing = listings.get(folder);
    if (listing == null) {
      listing = new FolderNames();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          listing.add(String.valueOf(file.getFileName()));
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        listing = new FolderNames(); // each image in it is then missing, and said to be
      } catch (FileSystemException e) { // not allowed, a name too long, ...
        throw new BadRow(
            "the folder %s cannot be listed: %s"
                .formatted(
                    BadRow.shown(folder.toString()),
                    e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
      }
      listings.put(folder, listing);
    }
    return listing;
  }
}
