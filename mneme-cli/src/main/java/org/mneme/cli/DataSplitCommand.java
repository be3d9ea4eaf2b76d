package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataSet;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.data.SplitWriter;
import org.mneme.data.Strata;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mneme data split DIR}. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    description = {
      "Splits a data set into training, validation and test sets.",
      "The split is the same on every machine for the same seed. Writes split files in LaMem's format (train_1.txt, ...) and split.csv."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme data split my-study/ -o splits/",
      "  mneme data split my-study/ --by category --folds 5 -o folds/"
    })
final class DataSplitCommand implements Callable<Integer> {
  @ParentCommand private DataCommand parent;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|CSV",
      description = "Images with human scores: LaMem, MemCat, both, or a CSV file.")
  private Path place;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description =
          "Folder for the files. If it is splits/ in the data's folder, they are its official split.")
  private Path output;

  @Option(
      names = "--by",
      paramLabel = "WAY",
      description =
          "random; category or score, to stratify by category or range of scores; or group, to keep"
              + " groups together. Default: random.")
  private Way by = Way.RANDOM;

  @Option(
      names = "--shares",
      paramLabel = "TRAIN,VAL,TEST",
      converter = SharesConverter.class,
      description = "Sizes of the three sets, as fractions or counts. Default: 0.8,0.1,0.1.")
  private @Nullable Shares shares;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the split. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "K folds for cross-validation instead; each image is in one test set.")
  private @Nullable Integer folds;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Number of independent splits, or rounds of folds. Default: 1.")
  private int repeat = 1;

  @Option(names = "--no-images", description = "Do not require the image files.")
  private boolean noImages;

  @Mixin private final DataFlags dataFlags = new DataFlags();

  /** What a split goes by. */
  enum Way {
    RANDOM,
    CATEGORY,
    SCORE,
    GROUP;

    SplitPlan plan(long seed) {
      return switch (this) {
        case RANDOM -> SplitPlan.random(seed);
        case CATEGORY -> SplitPlan.stratified(Strata.CATEGORY, seed);
        case SCORE -> SplitPlan.stratified(Strata.SCORE, seed);
        case GROUP -> SplitPlan.grouped(seed);
      };
    }
  }

  @Override
  public Integer call() throws IOException {
    if (folds != null && shares != null) {
      throw new ParameterException(
          spec.commandLine(), "--shares and --folds exclude each other: folds are of one size");
    }
    if (repeat < 1) {
      throw new ParameterException(
          spec.commandLine(), "--repeat must be at least 1, not " + repeat);
    }
    DataFlags.refuseUnused(spec, List.of(place));
    DataSet data = DataSet.read(place, dataFlags.options().withNeedImages(!noImages));
    SplitPlan plan = by.plan(seed);
    Shares parts = shares == null ? new Shares(.8, .1, .1) : shares;
    List<Split> splits =
        folds == null
            ? plan.repeated(data.items(), parts, repeat)
            : plan.repeatedFolds(data.items(), folds, repeat);
    SplitWriter.writeSplitFiles(splits, output);
    SplitWriter.writeCsv(splits, output.resolve("split.csv"));
    for (int i = 0; i < splits.size(); i++) {
      Split split = splits.get(i);
      parent
          .console()
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "split %d: %,d train, %,d val, %,d test",
                  i + 1,
                  split.train().size(),
                  split.val().size(),
                  split.test().size()));
    }
    if (data.skipped() > 0) {
      parent.console().err().println("Left out: " + Counted.of(data.skipped(), "bad row"));
    }
    return 0;
  }

  static final class SharesConverter implements ITypeConverter<Shares> {
    @Override
    public Shares convert(String value) {
      String[] parts = value.split(",", -1);
      try {
        if (parts.length == 3) {
          return new Shares(
              Double.parseDouble(parts[0].strip()),
              Double.parseDouble(parts[1].strip()),
              Double.parseDouble(parts[2].strip()));
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + value + "' is not three numbers: 0.8,0.1,0.1");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      throw new TypeConversionException("'" + value + "' is not three numbers: 0.8,0.1,0.1");
    }
  }
}
