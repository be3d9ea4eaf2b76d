package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.evaluate.Disagreements;
import org.mneme.evaluate.EvaluatedModel;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.SetConfounds;
import org.mneme.progress.Progress;
import org.mneme.report.EvaluationExtras;
import org.mneme.statistics.StatisticsJob;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Sections of an evaluation's report that take time of their own. */
final class ExtraSectionFlags {
  @Option(
      names = "--statistics",
      description =
          "Also measure the images (luminance, contrast, colour, edges, size) and show which"
              + " statistics go with the scores of people and models.")
  private boolean statistics;

  @Option(
      names = "--covariates",
      paramLabel = "FILE",
      description =
          "With --statistics: CSV file with further figures for each image, such as how much of it"
              + " each class of objects takes up. May be repeated.")
  private List<Path> covariates = List.of();

  @Option(
      names = "--disagreements",
      paramLabel = "N",
      description =
          "Also show the N images about which each two --model disagree most, with what either"
              + " score depends on there.")
  private @Nullable Integer disagreements;

  void check(CommandSpec spec, List<EvaluatedModel> models) {
    Ignored.of(spec).refuse(!statistics, "it goes with --statistics", "--covariates");
    if (disagreements != null && disagreements < 1) {
      throw new ParameterException(
          spec.commandLine(), "--disagreements must be at least 1, not " + disagreements);
    }
    if (disagreements != null && models.size() < 2) {
      throw new ParameterException(
          spec.commandLine(), "--disagreements needs two --model; there are " + models.size());
    }
  }

  EvaluationExtras sections(EvaluationReport report, List<EvaluatedModel> models, Progress progress)
      throws IOException {
    List<SetConfounds> confounds = new ArrayList<>();
    List<Disagreements> pairs = new ArrayList<>();
    for (EvaluatedSet set : report.sets()) {
      if (statistics) {
        confounds.add(
            SetConfounds.of(
                set,
                StatisticsJob.standard(),
                CovariateFiles.read(
                    covariates, set.items().stream().map(Item::id).toList(), progress::say),
                progress));
      }
      for (int i = 0; disagreements != null && i < models.size(); i++) {
        for (EvaluatedModel other : models.subList(i + 1, models.size())) {
          pairs.add(Disagreements.of(set, models.get(i), other, disagreements, progress));
        }
      }
    }
    return new EvaluationExtras(confounds, pairs);
  }
}
