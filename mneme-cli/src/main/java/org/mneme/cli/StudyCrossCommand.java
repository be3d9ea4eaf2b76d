package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Labelled;
import org.mneme.files.WholeFile;
import org.mneme.report.StudyJson;
import org.mneme.report.StudyPage;
import org.mneme.study.CrossStudy;
import org.mneme.study.CrossStudy.StudySet;
import org.mneme.study.CrossStudyJob;
import org.mneme.study.CrossStudySettings;
import org.mneme.track.RunStore;
import org.mneme.train.TrainCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme study cross --data A --data B}. */
@Command(
    name = "cross",
    mixinStandardHelpOptions = true,
    description = {
      "Trains and evaluates across data sets.",
      "Shows whether training on one data set carries over to others: trains on each and on all together, and evaluates every model on the held-out fifth of each. An interrupted study resumes when the same command is given again; finished trainings are kept."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme study cross --data lamem/ --data memcat/ -o study/",
      "  mneme study cross --data a.csv=A --data b.csv=B --network memnet --seeds 5 -o study/"
    })
final class StudyCrossCommand implements Callable<Integer> {
  @ParentCommand private StudyCommand parent;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "DIR|CSV[=NAME]",
      description = "Data set, as for mneme train. Give at least two.")
  private List<String> data = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Number of repetitions, with --seed and the seeds after it. Default: ${DEFAULT-VALUE}.")
  private int seeds = CrossStudySettings.USUAL_SEEDS;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for study.html, study.json, runs/ and scores/.")
  private Path output;

  @Mixin private final SettingFlags settings = new SettingFlags(TrainCodec.groupsButData());

  @Override
  public Integer call() throws IOException {
    settings.refuseUnused(spec);
    CrossStudySettings study = UsageErrors.checked(spec, this::study);
    CrossStudy result;
    try (Interruption interruption = Interruption.watch();
        TrainView view = new TrainView(parent.console(), interruption)) {
      result =
          CrossStudyJob.run(
              study,
              RunStore.at(output.resolve("runs")),
              parent.catalog(),
              output.resolve("scores"),
              CommandText.of(spec),
              view);
    }
    String json = StudyJson.of(result);
    WholeFile.writeText(output.resolve("study.json"), out -> out.write(json));
    StudyPage.write(result, output.resolve("study.html"));
    print(result);
    parent.console().err().println("Page: " + output.resolve("study.html"));
    return 0;
  }

  private CrossStudySettings study() {
    List<CrossStudySettings.Source> sets = new ArrayList<>();
    for (String each : data) {
      Labelled named = Labelled.of(each);
      sets.add(new CrossStudySettings.Source(Path.of(named.name()), named.label()));
    }
    Map<String, Object> values = new LinkedHashMap<>(settings.given());
    values.put("data", sets.get(0).place().toString());
    return new CrossStudySettings(sets, TrainCodec.read(values), seeds);
  }

  private void print(CrossStudy study) {
    List<String> names = study.sets().stream().map(StudySet::name).toList();
    TextTable spearman = table("SPEARMAN, TRAINED ON", names);
    TextTable loss = table("LOSS, TRAINED ON", names);
    for (StudySet trained : study.sets()) {
      List<String> figures = new ArrayList<>(List.of(trained.name()));
      List<String> losses = new ArrayList<>(List.of(trained.name()));
      for (StudySet evaluated : study.sets()) {
        figures.add(
            text(study.spearman(trained, evaluated), study.spearmanBySeed(trained, evaluated)));
        losses.add(
            evaluated.equals(trained)
                ? "-"
                : text(study.loss(trained, evaluated), study.lossBySeed(trained, evaluated)));
      }
      spearman.add(figures);
      loss.add(losses);
    }
    Console console = parent.console();
    console.out().print(spearman);
    console.out().println();
    console.out().print(loss);
    console.err().println(study.intervals());
  }

  private static TextTable table(String corner, List<String> names) {
    List<String> header = new ArrayList<>(List.of(corner));
    names.forEach(name -> header.add("ON " + name));
    return new TextTable(header);
  }

  /** The mean with its interval, or, where there is none, with each seed's own value. */
  private static String text(Estimate estimate, List<Double> seeds) {
    if (Double.isNaN(estimate.value())) {
      return "not defined";
    }
    String mean = String.format(Locale.ROOT, "%.4f", estimate.value());
    if (!Double.isNaN(estimate.low())) {
      return mean + String.format(Locale.ROOT, " (%.3f to %.3f)", estimate.low(), estimate.high());
    }
    return seeds.size() == 1
        ? mean
        : seeds.stream()
            .map(seed -> String.format(Locale.ROOT, "%.3f", seed))
            .collect(Collectors.joining(", ", mean + " (seeds: ", ")"));
  }
}
