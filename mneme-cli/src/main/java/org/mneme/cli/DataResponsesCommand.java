package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Problem;
import org.mneme.files.WholeFile;
import org.mneme.remedy.NearestName;
import org.mneme.report.ResponsesPage;
import org.mneme.responses.LagModel;
import org.mneme.responses.MemoryScore;
import org.mneme.responses.Participant;
import org.mneme.responses.Reliability;
import org.mneme.responses.ReliabilityPoint;
import org.mneme.responses.ResponseFiles;
import org.mneme.responses.ResponseReport;
import org.mneme.responses.ResponseSettings;
import org.mneme.responses.ResponseStudy;
import org.mneme.responses.TrialFiles;
import org.mneme.responses.TrialReading;
import org.mneme.responses.Trials;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mneme data responses TRIALS.csv}. */
@Command(
    name = "responses",
    mixinStandardHelpOptions = true,
    description = {
      "Makes human scores from the trials of a memory experiment.",
      "Reads who saw which picture, and whether it was recognised. Writes scores.csv, which evaluate, adapt and train read, and halves.csv, reliability.csv and participants.csv."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme data responses trials.csv -o my-study/",
      "  mneme data responses trials.csv --min-vigilance .5 --lag mean --report -o my-study/"
    })
final class DataResponsesCommand implements Callable<Integer> {
  private static final String MEAN = "mean";
  private static final int MOST_SHOWN = 10;

  @ParentCommand private DataCommand parent;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CSV",
      arity = "1..*",
      description = "Trials: a file of all participants, or one for each.")
  private List<Path> files;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files.")
  private Path output;

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      converter = ScoreConverter.class,
      description =
          "Figure that is written as the score: corrected (hit rate less false-alarm rate),"
              + " hit-rate, d-prime or a-prime. Default: corrected.")
  private MemoryScore score = MemoryScore.CORRECTED;

  @Option(
      names = "--lag",
      paramLabel = "N",
      description =
          "Correct hit rates for the lag, by a fall with its logarithm that is fitted: to N trials,"
              + " or to the mean of all lags with --lag mean.")
  private @Nullable String lag;

  @Option(
      names = "--min-responses",
      paramLabel = "N",
      description = "Leave out pictures with fewer answered repeats. Default: ${DEFAULT-VALUE}.")
  private int leastResponses = 1;

  @Option(
      names = "--halvings",
      paramLabel = "N",
      description =
          "Random halves of the participants, for reliability; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int halvings = ResponseSettings.USUAL.halvings();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the halves. Default: ${DEFAULT-VALUE}.")
  private long seed = ResponseSettings.USUAL.seed();

  @Option(
      names = "--reliability",
      paramLabel = "R",
      description =
          "Tell how many responses a picture this reliability needs. May be repeated. Default: .8.")
  private List<Double> reliabilities = List.of(.8);

  @Option(
      names = "--report",
      description =
          "Also write report.html: the curve of reliability, the distribution of the scores, and"
              + " who was left out.")
  private boolean page;

  @Mixin private final TrialFlags trialFlags = new TrialFlags();

  @Mixin private final ExclusionFlags exclusionFlags = new ExclusionFlags();

  @Override
  public Integer call() throws IOException {
    Ignored.of(spec).refuse(halvings == 0, "--halvings 0 makes none", "--seed", "--reliability");
    ResponseSettings settings = UsageErrors.checked(spec, this::settings);
    TrialReading reading = UsageErrors.checked(spec, trialFlags::reading);
    Trials trials = TrialFiles.read(files, reading);
    ResponseReport report;
    try (ProgressView view = ProgressView.onTerminal(parent.console())) {
      report = ResponseStudy.of(trials, settings, view);
    }
    List<Path> written = new ArrayList<>(ResponseFiles.write(report, output));
    if (page) {
      Path file = output.resolve("report.html");
      String html = ResponsesPage.of(report);
      WholeFile.writeText(file, to -> to.append(html));
      written.add(file);
    }
    PrintStream out = parent.console().out();
    print(report, trials, out);
    written.forEach(file -> out.println("written: " + file));
    for (Problem problem : trials.problems()) {
      parent.console().err().println("left out: " + problem);
    }
    return 0;
  }

  private ResponseSettings settings() {
    ResponseSettings settings =
        ResponseSettings.USUAL
            .withRules(exclusionFlags.rules())
            .withScore(score)
            .withLeastResponses(leastResponses)
            .withHalvings(halvings, seed);
    for (double reliability : reliabilities) {
      if (!(reliability > 0 && reliability < 1)) {
        throw new IllegalArgumentException(
            "--reliability must be above 0 and below 1, such as .8, not " + reliability);
      }
    }
    if (lag == null) {
      return settings;
    }
    double common;
    try {
      common = lag.equalsIgnoreCase(MEAN) ? 0 : Double.parseDouble(lag);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--lag must be a number of trials or mean, not '" + lag + "'", e);
    }
    if (common == 0 && !lag.equalsIgnoreCase(MEAN)) {
      throw new IllegalArgumentException("--lag must be above 0, or mean");
    }
    return settings.withLag(common);
  }

  private void print(ResponseReport report, Trials trials, PrintStream out) {
    List<Participant> excluded = report.excluded();
    out.println(
        text(
            "%s of %s; %s left out; %s scored",
            Counted.of(trials.trials().size(), "trial"),
            Counted.of(report.participants().size(), "participant"),
            Counted.of(excluded.size(), "participant"),
            Counted.of(report.pictures().size(), "picture")));
    for (Participant who : excluded.stream().limit(MOST_SHOWN).toList()) {
      out.println(text("  %s: %s", Rows.printable(who.name()), String.join("; ", who.reasons())));
    }
    if (excluded.size() > MOST_SHOWN) {
      out.println(text("  and %d more, in participants.csv", excluded.size() - MOST_SHOWN));
    }
    report.allNotes().forEach(note -> out.println("note: " + note));
    out.println(
        text(
            "score: %s; a picture has %.1f answered repeats on average; mean score %.3f",
            report.settings().score().column(),
            report.pictures().stream().mapToLong(each -> each.repeats()).average().orElse(0),
            report.pictures().stream().mapToDouble(report::score).average().orElse(0)));
    report.lag().ifPresent(model -> out.println(describe(model)));
    report.reliability().ifPresent(reliability -> print(reliability, out));
  }

  private static String describe(LagModel model) {
    return text(
        "lag: the hit rate changes by %.4f (SE %.4f, p %.2g) when the lag doubles; %,d repeats at"
            + " %s to %s trials; scores are for %s",
        model.slope() * Math.log(2),
        model.error() * Math.log(2),
        model.p(),
        model.trials(),
        lag(model.shortest()),
        lag(model.longest()),
        lag(model.commonLag()));
  }

  private static String lag(double trials) {
    return text(trials == Math.rint(trials) ? "%.0f" : "%.1f", trials);
  }

  private void print(Reliability reliability, PrintStream out) {
    ReliabilityPoint halves = reliability.halves();
    out.println(
        text(
            "reliability: halves agree at Spearman %.3f (%.3f to %.3f in %d halvings); all"
                + " participants together %.3f (Spearman-Brown)",
            halves.spearman(),
            halves.least(),
            halves.most(),
            reliability.halvings(),
            reliability.whole()));
    TextTable table = new TextTable(List.of("responses", "spearman", "Spearman-Brown"));
    for (ReliabilityPoint point : reliability.curve()) {
      table.add(
          List.of(
              text("%.1f", point.responses()),
              text("%.3f", point.spearman()),
              text("%.3f", point.expected())));
    }
    out.print(table);
    for (double wanted : reliabilities) {
      out.println(
          reliability.responsesFor(wanted).isPresent()
              ? text(
                  "a reliability of %s needs %,d responses a picture (now %.1f)",
                  wanted, reliability.responsesFor(wanted).getAsLong(), 2 * halves.responses())
              : text("a reliability of %s: the halves do not agree, so it cannot be told", wanted));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static final class ScoreConverter implements ITypeConverter<MemoryScore> {
    @Override
    public MemoryScore convert(String value) {
      String wanted = value.toLowerCase(Locale.ROOT).replace('-', '_');
      List<String> names =
          Arrays.stream(MemoryScore.values()).map(each -> each.column().replace('_', '-')).toList();
      return Arrays.stream(MemoryScore.values())
          .filter(each -> each.column().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "unknown score '%s' (%s)%s"
                          .formatted(
                              value, String.join(", ", names), NearestName.hint(value, names))));
    }
  }
}
