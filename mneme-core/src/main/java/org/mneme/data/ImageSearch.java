package org.mneme.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Looks around for the folder that a data set's images are in. */
final class ImageSearch {
  private static final int DEEPEST = 3;
  private static final int MOST_FOLDERS = 2000;

  /** The first images are looked for; all of them must be there. */
  private static final int ASKED = 5;

  private ImageSearch() {}

  private record Place(Path folder, int depth) {}

  /**
   * The nearest folder in which the first images are, or else images with names that differ as
   * {@link FolderNames} knows: below the folder where they should be, or beside it.
   *
   * @param ids of images that are not in {@code wrong}
   */
  static Optional<Path> folderOf(List<String> ids, Path wrong) {
    Path parent = wrong.getParent();
    Path above = parent == null ? Path.of("") : parent;
    BiPredicate<Path, String> has = (folder, id) -> Files.isRegularFile(folder.resolve(id));
    return below(wrong, ids, has)
        .or(() -> below(above, ids, has))
        .or(() -> below(wrong, ids, ImageSearch::hasSimilar))
        .or(() -> below(above, ids, ImageSearch::hasSimilar));
  }

  private static boolean hasSimilar(Path folder, String id) {
    Path image = folder.resolve(id);
    Path parent = image.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return false;
    }
    FolderNames names = new FolderNames();
    try (Stream<Path> files = Files.list(parent)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (IOException | UncheckedIOException e) {
      return false; // a folder that cannot be listed is not the one
    }
    return names.similar(String.valueOf(image.getFileName())).isPresent();
  }

  /**
   * Each search has its own limit, so that a crowded folder above hides nothing that lies below.
   */
  private static Optional<Path> below(Path top, List<String> ids, BiPredicate<Path, String> has) {
    List<String> asked = ids.subList(0, Math.min(ASKED, ids.size()));
    Deque<Place> places = new ArrayDeque<>();
    places.add(new Place(top, 0));
    for (int looked = 0; looked < MOST_FOLDERS && !places.isEmpty(); looked++) {
      Place place = places.remove();
      if (asked.stream().allMatch(id -> has.test(place.folder, id))) {
        return Optional.of(place.folder);
      }
      if (place.depth < DEEPEST) {
        addFolders(place, places);
      }
    }
    return Optional.empty();
  }

  private static void addFolders(Place place, Deque<Place> places) {
    try (Stream<Path> files = Files.list(place.folder)) {
      files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .filter(Files::isDirectory)
          .sorted()
          .limit(MOST_FOLDERS)
          .forEach(folder -> places.add(new Place(folder, place.depth + 1)));
    } catch (IOException | UncheckedIOException e) {
      return; // a folder that cannot be listed is not the one
    }
  }
}
