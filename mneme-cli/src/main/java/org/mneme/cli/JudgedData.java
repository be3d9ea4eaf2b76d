package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;

/**
 * The images of a data set that a model is judged on.
 *
 * @param name for people
 * @param place the folder or file that the user named
 * @param items of the part that was chosen
 * @param what which part that is, for people
 */
record JudgedData(String name, Path place, DataSet data, List<Item> items, String what) {
  static JudgedData read(
      Labelled named, ReadOptions options, SplitChoice choice, Optional<Path> splitFiles)
      throws IOException {
    Path place = Path.of(named.name());
    ReadOptions numbered = options.withSplitNumber(choice.number());
    DataSet data = DataSet.read(place, numbered);
    if (splitFiles.isPresent()) {
      data = data.withSplitFiles(splitFiles.get(), numbered);
    }
    return new JudgedData(
        named.label().orElse(data.name()), place, data, choice.of(data), choice.describe(data));
  }

  /** Where the scores of halves of the subjects would be. */
  Optional<Path> halvesBeside() {
    Path folder = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
    return Optional.ofNullable(folder)
        .map(f -> f.resolve("halves.csv"))
        .filter(Files::isRegularFile);
  }

  /** What was found, in a line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s: read as %s, %,d of %,d images judged (%s)",
        name,
        data.format().title(),
        items.size(),
        data.items().size(),
        what);
  }
}
