package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataSet;
import org.mneme.data.InspectOptions;
import org.mneme.data.Inspection;
import org.mneme.data.Part;
import org.mneme.data.Problem;
import org.mneme.data.ReadOptions;
import org.mneme.data.ScoreSummary;
import org.mneme.report.DataPage;
import org.mneme.report.InspectionJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme data inspect DIR}. Exits 3 if there is an error in the data. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong, or only warnings",
      "1:the data could not be read at all",
      "2:bad usage",
      "3:there are errors in the data"
    },
    description = {
      "Checks a data set and summarises it.",
      "Finds missing and unreadable images, bad rows, and duplicate images, above all those in both training and test set (a leak)."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme data inspect my-study/",
      "  mneme data inspect scores.csv --images photos/ --html data.html"
    })
final class DataInspectCommand implements Callable<Integer> {
  private static final int ERRORS_FOUND = 3;
  private static final int MOST_SHOWN = 20;
  private static final int BAR = 50;

  @ParentCommand private DataCommand parent;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|CSV",
      description = "Images with human scores: LaMem, MemCat, both, or a CSV file.")
  private Path place;

  @Option(
      names = "--split",
      paramLabel = "N",
      description = "Number of the split that comes with the data. Default: 1.")
  private int split = 1;

  @Option(
      names = "--split-files",
      paramLabel = "DIR",
      description =
          "Folder of split files in LaMem's format, used instead of the data's own split.")
  private @Nullable Path splitFiles;

  @Option(
      names = "--decode-all",
      description = "Decode every image completely: slow, but finds every broken one.")
  private boolean decodeAll;

  @Option(names = "--no-images", description = "Check only the table; open no image.")
  private boolean noImages;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Images read at the same time. Default: one for each processor.")
  private int threads = InspectOptions.QUICK.threads();

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with the distribution of scores and all problems.")
  private @Nullable Path html;

  @Mixin private final DataFlags dataFlags = new DataFlags();

  @Override
  public Integer call() throws IOException {
    DataFlags.refuseUnused(spec, List.of(place));
    Ignored.of(spec).refuse(noImages, "--no-images opens none", "--decode-all", "--threads");
    Ignored.of(spec).refuse(true, "bad rows are always shown and left out here", "--skip-bad");
    ReadOptions options;
    InspectOptions closely;
    try {
      options =
          dataFlags.options().withSkipBad(true).withNeedImages(!noImages).withSplitNumber(split);
      closely =
          InspectOptions.QUICK
              .withThreads(threads)
              .withDuplicates(!noImages)
              .withImages(
                  noImages
                      ? InspectOptions.Images.SKIP
                      : decodeAll ? InspectOptions.Images.DECODE : InspectOptions.Images.HEADER);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Messages.of(e), e);
    }
    DataSet data = DataSet.read(place, options);
    if (splitFiles != null) {
      data = data.withSplitFiles(splitFiles, options);
    }
    Inspection found = inspect(data, closely);
    PrintStream out = parent.console().out();
    if (json) {
      out.println(InspectionJson.of(found));
    } else {
      print(found, out);
    }
    if (html != null) {
      try (Output page = Output.replacing(html)) {
        page.write(DataPage.of(found, data.items(), closely));
        page.finish();
      }
    }
    return errors(found) > 0 ? ERRORS_FOUND : 0;
  }

  private Inspection inspect(DataSet data, InspectOptions closely) throws IOException {
    try (ProgressView view = ProgressView.onTerminal(parent.console())) {
      return Inspection.of(data, closely, view);
    }
  }

  private static long errors(Inspection found) {
    return found.problems().stream().filter(DataInspectCommand::isError).count();
  }

  private static boolean isError(Problem problem) {
    return problem.severity() == Problem.Severity.ERROR;
  }

  private static void print(Inspection found, PrintStream out) {
    out.println(
        text(
            "%s: %s, %s",
            found.dataSet(), found.format().title(), Counted.of(found.images(), "image")));
    for (Part part : found.parts().keySet()) {
      out.println(text("  %-8s %,d", part.label(), found.parts().get(part)));
    }
    if (!found.categories().isEmpty()) {
      out.println("categories");
      found.categories().forEach((name, count) -> out.println(text("  %-20s %,d", name, count)));
    }
    print(found.scores(), out);
    if (!found.leaks().isEmpty()) {
      out.println(
          text(
              "LEAK: on both sides of the split: %s; figures on the test set would be too good",
              Counted.of(found.leaks().size(), "picture")));
    }
    print(found.problems().stream().filter(p -> isError(p) && isLeak(p)).toList(), "leak", out);
    print(found.problems().stream().filter(p -> isError(p) && !isLeak(p)).toList(), "error", out);
    print(found.problems().stream().filter(p -> !isError(p)).toList(), "warning", out);
    if (found.problems().isEmpty()) {
      out.println("nothing wrong was found");
    }
  }

  private static boolean isLeak(Problem problem) {
    return problem.what().startsWith("LEAK");
  }

  private static void print(ScoreSummary scores, PrintStream out) {
    out.println(
        text(
            "scores   mean %.4f, sd %.4f, quartiles %.3f %.3f %.3f, from %.3f to %.3f",
            scores.mean(),
            scores.sd(),
            scores.lowerQuartile(),
            scores.median(),
            scores.upperQuartile(),
            scores.min(),
            scores.max()));
    List<Integer> bins = scores.histogram();
    int most = bins.stream().mapToInt(count -> count).max().orElse(1);
    double width = (scores.to() - scores.from()) / bins.size();
    for (int i = 0; i < bins.size(); i++) {
      int length = (int) Math.ceil((double) BAR * bins.get(i) / most);
      out.println(
          text(
              "  %5.2f %-" + BAR + "s %,d",
              scores.from() + i * width,
              "#".repeat(length),
              bins.get(i)));
    }
  }

  private static void print(List<Problem> problems, String what, PrintStream out) {
    if (problems.isEmpty()) {
      return;
    }
    out.println(text("%,d %s%s", problems.size(), what, problems.size() == 1 ? "" : "s"));
    problems.stream()
        .limit(MOST_SHOWN)
        .forEach(each -> out.println(text("  %s", RemedyFlags.message(each))));
    if (problems.size() > MOST_SHOWN) {
      out.println(text("  ... and %,d more; all are in --json", problems.size() - MOST_SHOWN));
    }
  }

  private static String text(String format, Object... values) {
    return Rows.printable(String.format(Locale.ROOT, format, values));
  }
}
