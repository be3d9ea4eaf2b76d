package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.report.LivePage;
import org.mneme.report.RunsPage;
import org.mneme.report.RunsReport;
import org.mneme.sweep.Objective;
import org.mneme.track.RunStore;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The commands sweep and runs, over a sweep of thirty trials. */
class SweepCommandTest {
  private static final String PLAN =
      """
      program: train.py
      name: hill
      method: bayes
      metric: {name: val_spearman, goal: maximize}
      parameters:
        lr: {distribution: log_uniform_values, min: 1e-3, max: 1}
        dropout: {min: 0.0, max: 0.8}
        optimizer: {values: [sgd, adam]}
        epochs: {value: 27}
      early_terminate: {type: hyperband, min_iter: 3, eta: 3}
      """;

  @TempDir Path folder;
  private Path runs;
  private Path plan;

  @BeforeEach
  void writePlan() throws IOException {
    runs = folder.resolve("runs");
    plan = Files.writeString(folder.resolve("hill.yaml"), PLAN);
  }

  private static Cli mneme(boolean terminal, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            terminal);
    SweepTrials trials =
        (data, plan) -> {
          if (!Files.exists(data)) {
            throw new IOException(data + ": no such data");
          }
          return new SweepTrials.Prepared(new HillTrials(), "hash");
        };
    List<Object> commands = List.of(new SweepCommand(console, trials), new RunsCommand(console));
    int exit = Main.commandLine(console, commands).execute(arguments);
    return new Cli(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Cli sweep(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("sweep", plan.toString(), "--data", folder.toString(), "-o", runs.toString()));
    all.addAll(List.of(more));
    return mneme(false, all.toArray(String[]::new));
  }

  private Cli runs(String... arguments) {
    List<String> all = new ArrayList<>(List.of("runs"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--runs", runs.toString()));
    return mneme(false, all.toArray(String[]::new));
  }

  private static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  @Test
  void sweepFindsTheHillAndTellsHowItWent() {
    Cli cli = sweep("--max-trials", "30");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(
        cli.err().contains("ignored, since every trial is a mneme train: program"), cli.err());
    assertTrue(cli.err().contains("30/30 trials"), cli.err());
    assertTrue(cli.err().contains("saved by early termination"), cli.err());
    List<String> rows = cli.out().lines().toList();
    long failed = rows.stream().filter(row -> row.contains("the loss is not a number")).count();
    assertEquals(11 + failed, rows.size(), cli.out());
    assertTrue(rows.get(0).contains("VAL_SPEARMAN"), rows.get(0));
    assertTrue(rows.get(1).contains("0.61") || rows.get(1).contains("0.62"), rows.get(1));
    Path page = Path.of(cli.err().strip().replaceFirst("(?s).*Charts: ", ""));
    assertTrue(page.endsWith("report.html"), page.toString());
    assertTrue(assertDoesNotThrow(() -> Files.readString(page)).contains("</html>"));
  }

  @Test
  void sameCommandGoesOnAndAnotherSeedIsAnotherSweep() throws IOException {
    sweep("--max-trials", "3");
    Cli more = sweep("--max-trials", "5");
    assertTrue(more.err().contains("5/5 trials"), more.err());
    assertFalse(more.err().contains("2/5 trials"), "the first three are not run again");
    assertEquals(6, RunStore.at(runs).list().size());
    sweep("--max-trials", "2", "--seed", "2");
    assertEquals(9, RunStore.at(runs).list().size());
  }

  @Test
  void terminalShowsOneLineThatIsWrittenOver() {
    Cli cli =
        mneme(
            true,
            "sweep",
            plan.toString(),
            "--data",
            folder.toString(),
            "-o",
            runs.toString(),
            "--max-trials",
            "3");
    String last = cli.err().substring(cli.err().lastIndexOf('\r'));
    assertTrue(last.contains("3/3 trials") && last.contains("best 0."), last);
    assertTrue(cli.err().contains("running 0002"), cli.err());
    assertTrue(cli.err().contains(" s left"), cli.err());
  }

  @Test
  void badUsageAndBadFilesAreOneLine() throws IOException {
    assertEquals(2, sweep().exit());
    assertTrue(sweep().err().contains("--max-trials, --max-time or run_cap"), sweep().err());
    assertEquals(2, sweep("--max-trials", "0").exit());
    assertEquals(2, sweep("--max-trials", "1", "--parallel", "0").exit());
    assertEquals(2, sweep("--max-time", "soon").exit());
    assertEquals(2, mneme(false, "sweep", plan.toString()).exit());
    Files.writeString(plan, PLAN.replace("bayes", "baies"));
    Cli bad = sweep("--max-trials", "1");
    assertEquals(1, bad.exit());
    assertTrue(bad.err().contains("hill.yaml:3:9: method 'baies' is not supported"), bad.err());
    assertEquals(1, bad.err().lines().count());
  }

  /** W&B takes such a file too. */
  @Test
  void aSweepWithoutAMetricSaysByWhichItRanks() throws IOException {
    Files.writeString(plan, "method: grid\nparameters:\n  lr: {values: [.1]}\n");
    Cli cli = sweep();
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(
        cli.err().contains("names no metric; trials are ranked by val_spearman, the highest first"),
        cli.err());
    assertTrue(cli.err().contains("1 trial, 0 failed"), cli.err());
  }

  @Test
  void aSweepOfWhichEveryTrialFailedFailsAndSaysWhy() throws IOException {
    Files.writeString(plan, "method: grid\nparameters:\n  lr: {values: [.95, .99]}\n");
    Cli cli = sweep();
    assertEquals(1, cli.exit(), cli.err());
    String reason = "the loss is not a number after 3 steps; lower lr";
    assertTrue(
        cli.err().endsWith("mneme: every trial failed; the first: %s\n".formatted(reason)),
        cli.err());
    List<String> rows = cli.out().lines().toList();
    assertEquals(3, rows.size(), cli.out());
    assertTrue(rows.get(0).contains("REASON"), cli.out());
    assertTrue(rows.get(1).contains("failed") && rows.get(1).contains(reason), cli.out());
  }

  @Test
  void runsAreListedFilteredAndSorted() throws IOException {
    sweep("--max-trials", "12");
    Cli all = runs("list");
    assertEquals(14, all.out().lines().count(), all.out());
    Cli best =
        runs(
            "list",
            "--filter",
            "kind=run",
            "--filter",
            "optimizer=adam",
            "--sort",
            "-max:val_spearman",
            "--columns",
            "optimizer,max:val_spearman",
            "--limit",
            "3");
    List<String> rows = best.out().lines().toList();
    assertEquals(4, rows.size(), best.out());
    assertTrue(rows.get(1).contains("adam"), best.out());
    JsonNode json =
        new JsonMapper()
            .readTree(
                runs("list", "--json", "--filter", "rows=27")
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow());
    assertEquals(27, json.at("/rows").intValue());
    assertTrue(json.at("/settings/lr").isDouble());
    assertEquals(2, runs("list", "--filter", "rows").exit());
  }

  @Test
  void runIsShownWithAllThatIsKnown() {
    sweep("--max-trials", "2");
    Cli cli = runs("show", "0001");
    for (String part : List.of("status", "lr", "val_spearman", "cpu", "mneme train --data lnsim")) {
      assertTrue(cli.out().contains(part), part + " in " + cli.out());
    }
    List<String> steps = runs("show", "0001", "--steps").out().lines().toList();
    assertEquals("step,epoch,time,train_loss,val_spearman", steps.get(0));
    assertEquals(28, steps.size());
    Cli none = runs("show", "0009");
    assertEquals(1, none.exit());
    assertTrue(none.err().contains("there is no run '0009'"), none.err());
    assertTrue(runs("show", "hill").err().contains("give more of it"));
  }

  @Test
  void comparedRunsShowWhereTheyDiffer() throws Exception {
    sweep("--max-trials", "2");
    Path html = folder.resolve("two.html");
    Cli cli = runs("compare", "0001", "0002", "--html", html.toString());
    assertTrue(cli.out().contains("dropout") && cli.out().contains("val_spearman"), cli.out());
    assertFalse(cli.out().contains("epochs"), "the same in both");
    assertTrue(parse(Files.readString(html)).getElementsByTagName("svg").getLength() > 2);
  }

  @Test
  void sweepIsDeletedWithItsTrialsIfSaidTwice() throws IOException {
    sweep("--max-trials", "2");
    String id =
        runs("list", "--filter", "kind=sweep", "--columns", "kind").out().lines().toList().get(1);
    String sweep = id.split(" ", 2)[0];
    assertTrue(runs("delete", sweep).out().contains("would delete " + sweep + "-0002"));
    assertEquals(3, RunStore.at(runs).list().size());
    assertEquals(0, runs("delete", sweep, "--yes").exit());
    assertEquals(List.of(), RunStore.at(runs).list());
  }

  @Test
  void reportDrawsTheSweep() throws Exception {
    sweep("--max-trials", "30");
    Path html = folder.resolve("sweep.html");
    Cli cli = mneme(false, "sweep", "report", "--runs", runs.toString(), "--html", html.toString());
    assertEquals(0, cli.exit(), cli.err());
    String text = Files.readString(html);
    Document page = parse(text);
    // Curves and parallel axes, each wide and narrow, and a panel for each of three settings.
    assertEquals(7, page.getElementsByTagName("svg").getLength());
    assertEquals(0, page.getElementsByTagName("script").getLength());
    assertFalse(
        text.matches("(?s).*(rgb\\(40,|#28[0-9a-f]{4}).*"), "each mark has a page's colour");
    assertTrue(text.contains("<title>#1 "), "marks say what they are");
    assertTrue(text.contains("optimizer: adam"), "and with which settings");
    assertTrue(text.contains("mneme train --data lnsim --network resmem --lr"), "to repeat");
    for (String part : List.of("What mattered", "Failed", "the loss is not a number", "saved by")) {
      assertTrue(text.contains(part), part);
    }
  }

  @Test
  void reportNeedsASweepAndOneWayOut() throws IOException {
    Files.createDirectories(runs);
    assertEquals(2, mneme(false, "sweep", "report", "--runs", runs.toString()).exit());
    Cli none =
        mneme(false, "sweep", "report", "--runs", runs.toString(), "--html", folder + "/x.html");
    assertEquals(1, none.exit());
    assertTrue(none.err().contains("there is no sweep"), none.err());
  }

  /** The page shows what was run since it was first asked for. */
  @Test
  void livePageFollowsTheSweep() throws Exception {
    sweep("--max-trials", "2");
    RunStore store = RunStore.at(runs);
    Objective objective = Objective.maximize("val_spearman");
    try (LivePage page =
        LivePage.serve(
            0,
            refresh ->
                RunsPage.of(
                    RunsReport.of(
                        "Sweep",
                        store,
                        store.list().stream().filter(run -> run.about().parent() != null).toList(),
                        objective),
                    refresh))) {
      String first = get(page.address());
      assertTrue(first.contains("http-equiv=\"refresh\""), "asks again");
      assertTrue(first.contains("<title>#2 ") && !first.contains("<title>#3 "));
      sweep("--max-trials", "3");
      assertTrue(get(page.address()).contains("<title>#3 "));
    }
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Port 9 of this machine has no server. */
  @Test
  void sweepRunsAlsoWhenItsMlflowServerCannotBeReached() throws IOException {
    Cli cli = sweep("--max-trials", "2", "--mlflow", "http://127.0.0.1:9");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(
        cli.err().contains("nothing is lost. Send it later: mneme runs sync --runs "), cli.err());
    assertEquals(3, RunStore.at(runs).list().size());
    Cli sync = runs("sync");
    assertEquals(1, sync.exit());
    assertTrue(sync.out().contains("Sent: 0 runs"), sync.out());
    assertTrue(sync.err().contains("MLflow at http://127.0.0.1:9"), sync.err());
  }

  /** A page of nothing is a page. */
  @Test
  void emptyReportSaysSo() throws Exception {
    String html =
        RunsPage.of(new RunsReport("None", Objective.maximize("rho"), List.of()), Optional.empty());
    assertEquals(0, parse(html).getElementsByTagName("svg").getLength());
    assertTrue(html.contains("No run has measured it yet"));
  }
}
