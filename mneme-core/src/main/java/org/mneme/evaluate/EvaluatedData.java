package org.mneme.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.data.SplitChoice;

/**
 * The images of a data set that models are evaluated on.
 *
 * @param name for people
 * @param place the folder or file where the data lie
 * @param data the whole data set
 * @param items of the part that was chosen
 * @param part which that is, for people
 */
public record EvaluatedData(String name, Path place, DataSet data, List<Item> items, String part) {
  /**
   * Keeps a copy.
   *
   * @param name for people
   * @param place the folder or file where the data lie
   * @param data the whole data set
   * @param items of the part that was chosen
   * @param part which that is, for people
   */
  public EvaluatedData {
    items = List.copyOf(items);
  }

  /**
   * {@return the usual part of data in any form that Mneme reads: the test part, or all without a
   * split}
   *
   * @param place a folder or a CSV file
   * @throws IOException if the data or the part cannot be used
   */
  public static EvaluatedData read(Path place) throws IOException {
    return read(
        new Labelled(place.toString(), Optional.empty()),
        ReadOptions.STRICT,
        SplitChoice.USUAL,
        Optional.empty());
  }

  /**
   * Reads a data set.
   *
   * @param named the folder or file, and the data set's name if not its own
   * @param options how the data are read; the split's number is that of the choice
   * @param choice which part is evaluated
   * @param splitFiles a folder with split files in LaMem's form, in place of the data's own
   * @return the data set with the chosen images
   * @throws org.mneme.data.DataException if the data or the part cannot be used
   */
  public static EvaluatedData read(
      Labelled named, ReadOptions options, SplitChoice choice, Optional<Path> splitFiles)
      throws IOException {
    Path place = Path.of(named.name());
    ReadOptions numbered = options.withSplitNumber(choice.number());
    DataSet data = DataSet.read(place, numbered);
    if (splitFiles.isPresent()) {
      data = data.withSplitFiles(splitFiles.get(), numbered);
    }
    return new EvaluatedData(
        named.label().orElse(data.name()), place, data, choice.of(data), choice.describe(data));
  }

  /** The file of scores of halves of the subjects that lies beside the data, if there is one. */
  Optional<Path> halvesBeside() {
    Path folder = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
    return Optional.ofNullable(folder)
        .map(f -> f.resolve("halves.csv"))
        .filter(Files::isRegularFile);
  }

  /** {@return what was found, in a line for people} */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s: read as %s, %,d of %,d images evaluated (%s)",
        name,
        data.format().title(),
        items.size(),
        data.items().size(),
        part);
  }
}
