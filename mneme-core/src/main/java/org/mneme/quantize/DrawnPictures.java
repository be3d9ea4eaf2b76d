package org.mneme.quantize;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.mneme.input.Inputs;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;

/**
 * The pictures that an int8 file is fitted to, those that its last layer is fitted to, and for each
 * kind those that it is measured on. No picture is two of these; the kinds of the first two take
 * turns.
 *
 * @param heldOut by their kind's name
 */
record DrawnPictures(List<Path> fitted, List<Path> last, Map<String, List<Path>> heldOut) {
  /**
   * Draws as the settings say; the draw depends on the pictures' names and the seed alone.
   *
   * @throws RefusedException if a kind has too few pictures
   * @throws IllegalArgumentException if a name names nothing
   */
  static DrawnPictures of(QuantizeSettings settings) {
    Map<String, Set<Path>> kinds = kinds(settings.pictures());
    List<List<Path>> fitted = new ArrayList<>();
    List<List<Path>> last = new ArrayList<>();
    Map<String, List<Path>> heldOut = new LinkedHashMap<>();
    int left = settings.count();
    int kindsLeft = kinds.size();
    for (Map.Entry<String, Set<Path>> kind : kinds.entrySet()) {
      int count = (left + kindsLeft - 1) / kindsLeft;
      left -= count;
      kindsLeft--;
      List<Path> pictures = new ArrayList<>(kind.getValue());
      int needed = 2 * count + QuantizeSettings.FEWEST;
      if (pictures.size() < needed) {
        throw new RefusedException(
            "%s: %d pictures found, %d needed: %d to fit to, as many to fit the last layer to and %d to measure on"
                .formatted(kind.getKey(), pictures.size(), needed, count, QuantizeSettings.FEWEST),
            Remedy.of(Action.FIT_TO_FEWER, "Name more pictures, or fit to fewer"));
      }
      Collections.shuffle(pictures, new Random(settings.seed()));
      int measured = Math.max(QuantizeSettings.FEWEST, settings.heldOut() / kinds.size());
      fitted.add(pictures.subList(0, count));
      last.add(pictures.subList(count, 2 * count));
      heldOut.put(
          kind.getKey(),
          pictures.subList(2 * count, Math.min(pictures.size(), 2 * count + measured)));
    }
    return new DrawnPictures(inTurn(fitted), inTurn(last), heldOut);
  }

  /** The first of each list, the second of each, and so on. */
  private static List<Path> inTurn(List<List<Path>> lists) {
    List<Path> all = new ArrayList<>();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<Path> list : lists) {
        if (i < list.size()) {
          all.add(list.get(i));
        }
      }
    }
    return all;
  }

  /** Each folder and glob by its name, files named singly by their folder's; no picture twice. */
  private static Map<String, Set<Path>> kinds(List<String> named) {
    List<String> missing = new Inputs(named).missing();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: no such file or folder; check the name".formatted(String.join(", ", missing)));
    }
    Set<Path> seen = new LinkedHashSet<>();
    Map<String, Set<Path>> kinds = new LinkedHashMap<>();
    for (String argument : named) {
      String kind = argument;
      if (isFile(argument)) {
        Path folder = Path.of(argument).getParent();
        kind = Objects.requireNonNullElse(folder, Path.of(".")).toString();
      }
      Set<Path> pictures = kinds.computeIfAbsent(kind, name -> new TreeSet<>());
      new Inputs(List.of(argument))
          .images()
          .forEachRemaining(
              picture -> {
                if (seen.add(picture.toAbsolutePath().normalize())) {
                  pictures.add(picture);
                }
              });
    }
    return kinds;
  }

  private static boolean isFile(String argument) {
    try {
      return Files.isRegularFile(Path.of(argument));
    } catch (InvalidPathException e) {
      return false; // A glob need not be a path everywhere.
    }
  }
}
