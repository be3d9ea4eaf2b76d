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
 * The pictures that an int8 file is fitted to, and for each kind the others that it is measured on.
 * No picture is both.
 *
 * @param others by their kind's name
 */
record DrawnPictures(List<Path> fitted, Map<String, List<Path>> others) {
  /**
   * Draws as the settings say; the draw depends on the pictures' names and the seed alone.
   *
   * @throws RefusedException if a kind has too few pictures
   * @throws IllegalArgumentException if a name names nothing
   */
  static DrawnPictures of(QuantizeSettings settings) {
    Map<String, Set<Path>> kinds = kinds(settings.pictures());
    List<Path> fitted = new ArrayList<>();
    Map<String, List<Path>> others = new LinkedHashMap<>();
    int left = settings.count();
    int kindsLeft = kinds.size();
    for (Map.Entry<String, Set<Path>> kind : kinds.entrySet()) {
      int count = (left + kindsLeft - 1) / kindsLeft;
      left -= count;
      kindsLeft--;
      List<Path> pictures = new ArrayList<>(kind.getValue());
      if (pictures.size() < count + QuantizeSettings.FEWEST) {
        throw new RefusedException(
            "%s: %d pictures found, %d needed: %d to fit to and %d to measure on"
                .formatted(
                    kind.getKey(),
                    pictures.size(),
                    count + QuantizeSettings.FEWEST,
                    count,
                    QuantizeSettings.FEWEST),
            Remedy.of(Action.FIT_TO_FEWER, "Name more pictures, or fit to fewer"));
      }
      Collections.shuffle(pictures, new Random(settings.seed()));
      int measured = Math.max(QuantizeSettings.FEWEST, settings.heldOut() / kinds.size());
      fitted.addAll(pictures.subList(0, count));
      others.put(
          kind.getKey(), pictures.subList(count, Math.min(pictures.size(), count + measured)));
    }
    return new DrawnPictures(fitted, others);
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
