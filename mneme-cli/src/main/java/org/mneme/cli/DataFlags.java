package org.mneme.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Columns;
import org.mneme.data.ReadOptions;
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
