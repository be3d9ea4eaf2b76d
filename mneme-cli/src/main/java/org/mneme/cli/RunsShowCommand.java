package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.track.MetricRow;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mneme runs show ID}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {"Shows everything about one run."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme runs show 20261128-1030", "  mneme runs show 20261128-1030 --steps"})
final class RunsShowCommand implements Callable<Integer> {
  private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  @ParentCommand private RunsCommand parent;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Parameters(
      paramLabel = "ID",
      description = "Id of a run, or its beginning or end if unambiguous.")
  private String id;

  @Option(names = "--steps", description = "Print every logged step as CSV.")
  private boolean steps;

  @Override
  public Integer call() throws IOException {
    RunStore store = flags.store();
    RunSummary run = flags.find(id, store.list());
    PrintStream out = parent.console().out();
    if (steps) {
      out.print(csv(store.rows(run.id())));
      return 0;
    }
    for (String field : RunSummary.FIELDS) {
      run.value(field).ifPresent(value -> line(out, field, value));
    }
    line(out, "data", run.about().dataHash() == null ? "-" : run.about().dataHash());
    line(out, "command", run.about().command());
    out.println("settings");
    run.about().settings().forEach((name, value) -> line(out, "  " + name, value));
    out.println("metrics: last, lowest, highest");
    run.metrics()
        .forEach(
            (name, last) ->
                line(
                    out,
                    "  " + name,
                    "%s  %s  %s"
                        .formatted(
                            TextTable.value(last),
                            TextTable.value(run.lowest().getOrDefault(name, Double.NaN)),
                            TextTable.value(run.highest().getOrDefault(name, Double.NaN)))));
    out.println("environment");
    run.environment().forEach((name, value) -> line(out, "  " + name, value));
    out.println("files in " + store.folder().resolve(run.id()));
    files(store.folder().resolve(run.id())).forEach(file -> out.println("  " + file));
    return 0;
  }

  private static void line(PrintStream out, String name, Object value) {
    out.println(Rows.printable("%-14s %s".formatted(name, value)));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> Rows.printable(folder.relativize(file).toString()))
          .sorted()
          .toList();
    }
  }

  private static String csv(List<MetricRow> rows) throws IOException {
    Set<String> names = new TreeSet<>();
    rows.forEach(row -> names.addAll(row.metrics().keySet()));
    StringBuilder text = new StringBuilder();
    try (var csv = new CSVPrinter(text, CSV)) {
      List<Object> header = new ArrayList<>(List.of("step", "epoch", "time"));
      header.addAll(names);
      csv.printRecord(header);
      for (MetricRow row : rows) {
        List<Object> cells = new ArrayList<>(List.of(row.step(), row.epoch(), row.time()));
        names.forEach(
            name -> cells.add(row.metrics().containsKey(name) ? row.metrics().get(name) : ""));
        csv.printRecord(cells);
      }
    }
    return text.toString();
  }
}
