package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Columns;
import org.mneme.data.DataFormat;
import org.mneme.data.ReadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a data set is read; the same for every command that reads one. */
final class DataFlags {
  @Option(
      names = "--skip-bad",
      description = "Leave out and count bad rows and images instead of stopping.")
  private boolean skipBad;

  @Option(names = "--any-score", description = "Accept human scores outside 0..1.")
  private boolean anyScore;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description = "Divide human scores by N: 100 for percentages.")
  private @Nullable Double scale;

  @Option(
      names = "--without-fa-correction",
      description = "Use MemCat's hit rates without correction for false alarms.")
  private boolean withoutFalseAlarms;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder that image names are relative to. Default: images/ beside the data.")
  private @Nullable Path images;

  @Option(names = "--absolute-paths", description = "Accept images named by absolute paths.")
  private boolean absolutePaths;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "CSV column of image names. Default: image, file, path or similar.")
  private @Nullable String imageColumn;

  @Option(
      names = "--score-column",
      paramLabel = "NAME",
      description = "CSV column of human scores. Default: score or memorability.")
  private @Nullable String scoreColumn;

  @Option(
      names = "--category-column",
      paramLabel = "NAME",
      description = "CSV column of categories. Default: category, if there is one.")
  private @Nullable String categoryColumn;

  @Option(
      names = "--subcategory-column",
      paramLabel = "NAME",
      description = "CSV column of subcategories. Default: subcategory, if there is one.")
  private @Nullable String subcategoryColumn;

  @Option(
      names = "--group-column",
      paramLabel = "NAME",
      description =
          "CSV column of groups that a split keeps together. Default: group, if there is one.")
  private @Nullable String groupColumn;

  @Option(
      names = "--split-column",
      paramLabel = "NAME",
      description = "CSV column with train, val and test. Default: split, if there is one.")
  private @Nullable String splitColumn;

  boolean skipBad() {
    return skipBad;
  }

  @Nullable String imageColumn() {
    return imageColumn;
  }

  /**
   * Refuses flags that no data set of these takes.
   *
   * @throws picocli.CommandLine.ParameterException if one was given
   */
  static void refuseUnused(CommandSpec spec, Collection<Path> places) throws IOException {
    boolean csv = false;
    boolean memCat = false;
    for (Path place : places) {
      DataFormat format = DataFormat.of(place);
      csv |= format == DataFormat.CSV;
      memCat |= format == DataFormat.MEMCAT || format == DataFormat.COMBINED;
    }
    Ignored ignored = Ignored.of(spec);
    ignored.refuse(
        !csv,
        "LaMem and MemCat have columns of their own; it needs a CSV file",
        "--image-column",
        "--score-column",
        "--category-column",
        "--subcategory-column",
        "--group-column",
        "--split-column");
    ignored.refuse(!memCat, "only MemCat has such scores", "--without-fa-correction");
  }

  /** Strict but for what the flags say. */
  ReadOptions options() {
    Columns columns =
        new Columns(
            imageColumn, scoreColumn, categoryColumn, subcategoryColumn, groupColumn, splitColumn);
    ReadOptions options =
        ReadOptions.STRICT
            .withColumns(columns)
            .withSkipBad(skipBad)
            .withAnyScore(anyScore)
            .withAbsolutePaths(absolutePaths)
            .withFalseAlarms(!withoutFalseAlarms);
    if (scale != null) {
      options = options.withScale(scale);
    }
    return images == null ? options : options.withImages(images);
  }
}
