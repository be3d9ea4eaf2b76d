package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which images are trained on, which watched meanwhile, and which judged in the end. */
final class TrainSplit {
  private static final double VALIDATION = .1;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = "LaMem, MemCat, both, or a CSV file with images/ beside it.")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "N",
      description = "Which of the splits that come with the data. Default: 1.")
  private int number = 1;

  @Option(
      names = "--shares",
      paramLabel = "TRAIN,VAL,TEST",
      converter = DataSplitCommand.SharesConverter.class,
      description =
          "A random split instead, fractions or counts. Default where the data have none:"
              + " 0.8,0.1,0.1.")
  private @Nullable Shares shares;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description = "Of a random split or of folds. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validation: K trainings, each judged on its own part of the images. A tenth of"
              + " the others is watched meanwhile.")
  private @Nullable Integer folds;

  @Option(names = "--fold", paramLabel = "I", description = "Only the I-th of the folds, from 1.")
  private @Nullable Integer fold;

  @Mixin private final DataFlags flags = new DataFlags();

  DataSet read() throws IOException {
    ReadOptions options = flags.options();
    return DataSet.read(data, options.withSplitNumber(number));
  }

  /** One split, or one for each fold that is asked for. */
  List<Split> splits(DataSet set) throws IOException {
    if (folds == null) {
      boolean official =
          shares == null && set.items().stream().anyMatch(item -> item.part() != null);
      return List.of(
          official
              ? set.official()
              : SplitPlan.random(seed)
                  .split(set.items(), shares == null ? new Shares(.8, .1, .1) : shares));
    }
    if (fold != null && (fold < 1 || fold > folds)) {
      throw new IllegalArgumentException("--fold must be 1 to %d, not %d".formatted(folds, fold));
    }
    List<Split> all = new ArrayList<>();
    for (Split each : SplitPlan.random(seed).folds(set.items(), folds)) {
      List<Item> rest = each.train();
      Split watched = SplitPlan.random(seed).split(rest, new Shares(1 - VALIDATION, VALIDATION, 0));
      all.add(new Split(watched.train(), watched.val(), each.test()));
    }
    return fold == null ? all : List.of(all.get(fold - 1));
  }

  /** The fold's number of the first split, from 1; 0 without folds. */
  int firstFold() {
    return folds == null ? 0 : fold == null ? 1 : fold;
  }
}
