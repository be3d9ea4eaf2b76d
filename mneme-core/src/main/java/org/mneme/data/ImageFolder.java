package org.mneme.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set's images are: from a name in its file to an image. Each folder is listed once,
 * which is far cheaper than asking for 60,000 files one by one, and tells names that differ in case
 * apart on every machine.
 */
final class ImageFolder {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  private final Path root;
  private final ReadOptions options;
  private final Map<Path, Listing> listings = new HashMap<>();

  /** The names in a folder, and the same by how they look, made when first asked for. */
  private static final class Listing {
    final Set<String> names = new HashSet<>();
    private @Nullable Map<String, String> byLook;

    Optional<String> similar(String name) {
      Map<String, String> similar = byLook;
      if (similar == null) {
        similar = new HashMap<>();
        for (String each : names) {
          similar.put(look(each), each);
        }
        byLook = similar;
      }
      return Optional.ofNullable(similar.get(look(name)));
    }

    private static String look(String name) {
      return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
  }

  ImageFolder(Path root, ReadOptions options) {
    this.root = root;
    this.options = options;
  }

  /**
   * The name in the one form that is the same on every machine: {@code /} between folders, no
   * {@code .} and no empty steps.
   */
  static String id(String written, boolean absolutePaths) throws BadRow {
    if (written.isBlank()) {
      throw new BadRow("names no image");
    }
    if (written.indexOf(TextFile.DAMAGED) >= 0) {
      throw new BadRow(
          "image name '%s' is not UTF-8 text. Save the file as UTF-8"
              .formatted(BadRow.shown(written)));
    }
    if (written.chars().anyMatch(Character::isISOControl)) {
      throw new BadRow("image name has a control character or a line break. Is a quote missing?");
    }
    String name = written.replace('\\', '/');
    boolean absolute = name.startsWith("/") || DRIVE.matcher(name).matches();
    if (absolute && !absolutePaths) {
      throw new BadRow(
          "image '%s' is an absolute path. Name images from their folder on, or allow it: --absolute-paths"
              .formatted(BadRow.shown(written)));
    }
    List<String> steps = new ArrayList<>();
    for (String step : name.split("/", -1)) {
      if (step.equals("..")) {
        throw new BadRow(
            "image '%s' leads out of the images' folder; '..' is not allowed"
                .formatted(BadRow.shown(written)));
      }
      if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    if (steps.isEmpty()) {
      throw new BadRow("'%s' is not the name of an image".formatted(BadRow.shown(written)));
    }
    return (name.startsWith("/") ? "/" : "") + String.join("/", steps);
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
      Listing there = listing(folder == null ? root : folder);
      if (!there.names.contains(name)) {
        throw new BadRow(
            "image '%s' is missing: no file %s%s"
                .formatted(
                    BadRow.shown(id),
                    BadRow.shown(image.toString()),
                    there
                        .similar(name)
                        .map(" ('%s' is there: case or accents are written differently)"::formatted)
                        .orElse("")));
      }
    }
    return image;
  }

  private Listing listing(Path folder) throws BadRow, IOException {
    Listing listing = listings.get(folder);
    if (listing == null) {
      listing = new Listing();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          listing.names.add(String.valueOf(file.getFileName()));
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        listing.names.clear(); // each image in it is then missing, and said to be
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
