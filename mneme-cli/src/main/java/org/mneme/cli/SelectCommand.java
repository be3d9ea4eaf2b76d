package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.files.TextInput;
import org.mneme.files.WholeFile;
import org.mneme.image.ImageLimits;
import org.mneme.input.Inputs;
import org.mneme.report.SelectionPage;
import org.mneme.select.Balance;
import org.mneme.select.MeasuredPool;
import org.mneme.select.Pool;
import org.mneme.select.PoolFile;
import org.mneme.select.SelectSettings;
import org.mneme.select.Selected;
import org.mneme.select.SelectedFiles;
import org.mneme.select.Selector;
import org.mneme.select.SetsWanted;
import org.mneme.statistics.PerceptualHash;
import org.mneme.statistics.StatisticsJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mneme select}. Exits 3 if a demand could not be met. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every demand is met",
      "1:an error, told in one line; also when there are too few images",
      "2:bad usage",
      "3:sets were written, but a demand is not met; it is said by how much"
    },
    description = {
      "Selects sets of images that differ in score and match in the rest.",
      "Or splits images into sets that are as alike as possible, with --sets. Writes the sets as CSV, for PsychoPy and jsPsych, a page with contact sheets and balance, and sentences for the methods section."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme select scores.csv --apart --each 40 --match luminance -o stimuli/",
      "  mneme select scores.csv --sets 4 --each 25 -o lists/",
      "  mneme select photos/ --model resmem --apart --each 40 --match luminance -o stimuli/"
    })
final class SelectCommand implements Callable<Integer> {
  private static final int UNMET = 3;

  private final Catalog catalog;
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CSV|IMAGES",
      arity = "1..*",
      description =
          "Images with scores as CSV, as predict writes them, or the images themselves (files,"
              + " folders, globs), which are scored first; further CSV files add columns by the name"
              + " of the image.")
  private List<String> inputs = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Published model or ONNX file that scores images; see mneme models list. Default: resmem.")
  private @Nullable String model;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files.")
  private Path output;

  @Option(names = "--each", required = true, paramLabel = "K", description = "Images in each set.")
  private int each;

  @Option(
      names = "--condition",
      paramLabel = "NAME=RANGE",
      description =
          "A set and its scores: low=..0.5, mid=0.5..0.6, or mid=~0.55 for a mean; with per cent"
              + " signs the limits are quantiles. Repeat it for each set.")
  private List<String> conditions = List.of();

  @Option(
      names = "--sets",
      paramLabel = "N",
      description = "Split the images into N sets that are alike, also in score.")
  private @Nullable Integer sets;

  @Option(
      names = "--apart",
      description = "Two sets, low and high, whose mean scores are as far apart as possible.")
  private boolean apart;

  @Option(
      names = "--match",
      paramLabel = "COLUMN",
      description =
          "Column, or statistic of data statistics, in which the sets are to be alike; =N after it"
              + " is the largest standardised difference. Default: 0.05.")
  private List<String> match = List.of();

  @Option(names = "--pairs", description = "Match image by image instead of the distributions.")
  private boolean pairs;

  @Option(
      names = "--balance",
      paramLabel = "COLUMN",
      description = "Column of categories of which each set has equally many.")
  private List<String> balance = List.of();

  @Option(
      names = "--score-column",
      paramLabel = "NAME",
      description = "Column of scores. Default: score or memorability.")
  private @Nullable String scoreColumn;

  @Option(
      names = "--must-have",
      paramLabel = "FILE",
      description = "List of images, one a line, that are to be in a set.")
  private @Nullable Path mustHave;

  @Option(
      names = "--must-not",
      paramLabel = "FILE",
      description = "List of images, one a line, that are to be in none.")
  private @Nullable Path mustNot;

  @Option(
      names = "--near",
      paramLabel = "BITS",
      description =
          "Images whose perceptual hashes differ in at most so many bits do not come together; -1"
              + " allows it. Default: 8.")
  private int near = PerceptualHash.NEAR;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder that image names are relative to. Default: the first file's folder.")
  private @Nullable Path images;

  @Option(
      names = "--nearest",
      description = "Exit with 0 also where a demand is not met: the nearest sets will do.")
  private boolean nearest;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the search. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the search. Default: as many as fit the size of the task.")
  private long steps;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description = "End the search after this time; the result then depends on the machine.")
  private @Nullable Double seconds;

  /** Tables, in their order; that of scores first. */
  private List<Path> files = List.of();

  SelectCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    // What is wrong with the options is said before any file is read.
    UsageErrors.checked(spec, () -> settings("score"));
    files = tables();
    Pool pool = PoolFile.read(files);
    String score = scoreColumn(pool);
    SelectSettings settings =
        UsageErrors.checked(spec, () -> settings(score)).withLists(list(mustHave), list(mustNot));
    Selected selected;
    try (ProgressView view = ProgressView.onTerminal(console)) {
      pool = MeasuredPool.complete(pool, settings, this::file, StatisticsJob.standard(), view);
      selected = Selector.select(pool, settings, view);
    } catch (IllegalArgumentException e) {
      throw new IOException(Messages.of(e), e);
    }
    write(selected);
    print(selected);
    return nearest || selected.relax().isEmpty() ? 0 : UNMET;
  }

  private String scoreColumn(Pool pool) {
    if (scoreColumn != null) {
      return scoreColumn;
    }
    return pool.scoreColumn();
  }

  /** The tables, the first one made of the images where there are any. */
  private List<Path> tables() throws IOException {
    List<String> pictures = inputs.stream().filter(each -> !SelectScoring.isTable(each)).toList();
    List<Path> tables = new ArrayList<>();
    if (!pictures.isEmpty()) {
      Inputs found = UsageErrors.checked(spec, () -> new Inputs(pictures));
      tables.add(
          new SelectScoring(catalog, console)
              .score(found, model == null ? "resmem" : model, output));
    } else if (model != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--model scores images, but only tables are given; name the images, or leave --model out");
    }
    inputs.stream().filter(SelectScoring::isTable).map(Path::of).forEach(tables::add);
    return tables;
  }

  private SelectSettings settings(String score) {
    int ways = (conditions.isEmpty() ? 0 : 1) + (sets == null ? 0 : 1) + (apart ? 1 : 0);
    if (ways != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "say what the sets are: --condition for each, or --sets N, or --apart; one of the three");
    }
    if (pairs && apart) {
      throw new ParameterException(
          spec.commandLine(), "--pairs and --apart exclude each other: each is a goal of its own");
    }
    OptionalInt alike = sets == null ? OptionalInt.empty() : OptionalInt.of(sets);
    SelectSettings settings =
        new SetsWanted(each, conditions, alike, apart, match, pairs, balance).settings(score);
    if (seconds != null && !(seconds > 0 && seconds <= 1e6)) {
      throw new ParameterException(
          spec.commandLine(), "--time-limit must be above 0 and at most 1000000 seconds");
    }
    Optional<Duration> limit =
        Optional.ofNullable(seconds).map(s -> Duration.ofMillis(Math.round(s * 1000)));
    return settings.withNear(near).withSearch(seed, steps, limit);
  }

  private static Set<String> list(@Nullable Path file) throws IOException {
    Set<String> names = new HashSet<>();
    if (file != null) {
      try (var reader = TextInput.reader(Files.newInputStream(file))) {
        reader.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
      }
    }
    return names;
  }

  private Path file(String name) {
    Path folder = images;
    if (folder == null) {
      Path beside = files.get(0).toAbsolutePath().getParent();
      Path direct = Path.of(name);
      return Files.exists(direct) || beside == null
          ? direct
          : Files.exists(beside.resolve(name))
              ? beside.resolve(name)
              : beside.resolve("images").resolve(name);
    }
    return folder.resolve(name);
  }

  private void write(Selected selected) throws IOException {
    Files.createDirectories(output);
    text("selection.csv", SelectedFiles.csv(selected));
    text("psychopy.csv", SelectedFiles.psychoPy(selected));
    text("jspsych.json", SelectedFiles.jsPsych(selected));
    text("balance.csv", SelectedFiles.balance(selected));
    text("methods.txt", SelectedFiles.methods(selected));
    int threads = StatisticsJob.standard().threads();
    text("selection.html", SelectionPage.of(selected, this::file, threads, ImageLimits.DEFAULT));
  }

  private void text(String name, String content) throws IOException {
    WholeFile.writeText(output.resolve(name), to -> to.append(content));
  }

  private void print(Selected selected) {
    List<Balance> rows = new ArrayList<>(List.of(selected.scores()));
    selected.balance().stream()
        .filter(b -> !b.column().equals(selected.scores().column()))
        .forEach(rows::add);
    for (Balance row : rows) {
      console
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%-20s means %s  d %.3f  D %.3f",
                  row.column(),
                  String.join(
                      " ",
                      row.means().stream()
                          .map(m -> String.format(Locale.ROOT, "%.4f", m))
                          .toList()),
                  row.difference(),
                  row.ks()));
    }
    console.err().println("d: largest standardised difference; D: largest Kolmogorov-Smirnov");
    if (selected.optimal()) {
      console
          .err()
          .println(
              selected.steps() == 0
                  ? "optimal: no pairs have a smaller mean distance"
                  : "optimal: every combination was looked at");
    } else if (selected.gap().isPresent()) {
      console
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "cost %.4f, at most %.4f above the best possible",
                  selected.cost(),
                  selected.gap().getAsDouble()));
    }
    selected.relax().forEach(line -> console.err().println("not met: " + line));
    console.err().println("written: " + output);
  }
}
