package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mneme.data.DataSet;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Labelled;
import org.mneme.files.WholeFile;
import org.mneme.report.CrossStudy;
import org.mneme.report.CrossStudy.JudgedSet;
import org.mneme.report.StudyJson;
import org.mneme.report.StudyPage;
import org.mneme.score.CachedScoring;
import org.mneme.track.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme study cross --data A --data B}. */
@Command(
    name = "cross",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Does what a network learns on one data set hold on another? Trains on each and on all",
      "together, and judges every model on the held-out fifth of each. The same command goes on",
      "with a study that was killed; no finished training is repeated."
    })
final class StudyCrossCommand implements Callable<Integer> {
  /** Options that are the study's, not a training's. */
  private static final Set<String> OWN = Set.of("data", "seeds", "seed", "output");

  @ParentCommand private StudyCommand parent;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "DIR|CSV[=NAME]",
      description = "A data set, as for mneme train; give at least two.")
  private List<String> data = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "How often all is repeated, with --seed and those after it. Default: ${DEFAULT-VALUE}.")
  private int seeds = 3;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "For study.html, study.json, runs/ and scores/.")
  private Path output;

  @Mixin private final NetworkChoice network = new NetworkChoice();

  // Each training gets a copy, by the settings that these options come to.
  @SuppressWarnings("UnusedVariable")
  @Mixin
  private final TrainStart start = new TrainStart();

  @Mixin private final TrainFlags flags = new TrainFlags();
  @Mixin private final DataFlags dataFlags = new DataFlags();

  @Override
  public Integer call() throws IOException {
    if (data.size() < 2) {
      throw new ParameterException(spec.commandLine(), "give --data at least twice");
    }
    if (seeds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seeds must be at least 1, not %d".formatted(seeds));
    }
    List<StudyRuns.Source> sources = new ArrayList<>();
    for (String each : data) {
      sources.add(source(Labelled.of(each)));
    }
    Map<String, Object> settings = TrainCommand.settings(spec);
    settings.keySet().removeAll(OWN);
    Console console = parent.console();
    CrossStudy study;
    try (Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      CachedScoring scoring =
          new CachedScoring(Optional.of(output.resolve("scores")), flags.threads(), view);
      study =
          new StudyRuns(
                  parent.catalog(),
                  console,
                  RunStore.at(output.resolve("runs")),
                  scoring,
                  interruption)
              .cross(network.name(), sources, settings, flags.seed(), seeds, provenance());
    }
    String json = StudyJson.of(study);
    WholeFile.writeText(output.resolve("study.json"), out -> out.write(json));
    StudyPage.write(study, output.resolve("study.html"));
    print(study);
    console.err().println("Page: " + output.resolve("study.html"));
    return 0;
  }

  private StudyRuns.Source source(Labelled named) throws IOException {
    DataSet read = DataSet.read(Path.of(named.name()), dataFlags.options());
    DataSet called =
        new DataSet(
            named.label().orElse(read.name()), read.format(), read.items(), read.problems());
    if (read.skipped() > 0) {
      parent
          .console()
          .err()
          .println("%s: %d bad rows were left out".formatted(called.name(), read.skipped()));
    }
    return new StudyRuns.Source(named.name(), called);
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("Command", CommandText.of(spec));
    String version = StudyCrossCommand.class.getPackage().getImplementationVersion();
    provenance.put("Mneme", version == null ? "(not from a jar)" : version);
    provenance.put("Java", Runtime.version().toString());
    provenance.put("Date", LocalDate.now(ZoneId.systemDefault()).toString());
    return provenance;
  }

  private void print(CrossStudy study) {
    List<String> names = study.sets().stream().map(JudgedSet::name).toList();
    TextTable spearman = table("SPEARMAN, TRAINED ON", names);
    TextTable loss = table("LOSS, TRAINED ON", names);
    for (JudgedSet trained : study.sets()) {
      List<String> figures = new ArrayList<>(List.of(trained.name()));
      List<String> losses = new ArrayList<>(List.of(trained.name()));
      for (JudgedSet judged : study.sets()) {
        figures.add(text(study.spearman(trained, judged)));
        losses.add(judged.equals(trained) ? "-" : text(study.loss(trained, judged)));
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

  private static String text(Estimate estimate) {
    if (Double.isNaN(estimate.value())) {
      return "not defined";
    }
    return Double.isNaN(estimate.low())
        ? String.format(Locale.ROOT, "%.4f", estimate.value())
        : String.format(
            Locale.ROOT, "%.4f (%.3f to %.3f)", estimate.value(), estimate.low(), estimate.high());
  }
}
