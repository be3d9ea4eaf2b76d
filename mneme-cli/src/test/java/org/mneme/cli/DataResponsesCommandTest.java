package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class DataResponsesCommandTest {
  private static final Path GUIDE = Path.of("../docs/responses.md");

  @TempDir Path folder;

  /** The text between a line of three backquotes and this word, and the next such line. */
  private static String block(String opening, String containing) throws IOException {
    String text = Files.readString(GUIDE);
    String fence = "\n```" + opening + "\n";
    for (int at = text.indexOf(fence); at >= 0; at = text.indexOf(fence, at + 1)) {
      int start = at + fence.length();
      String block = text.substring(start, text.indexOf("\n```", start) + 1);
      if (block.contains(containing)) {
        return block;
      }
    }
    throw new AssertionError("no block of " + opening + " with " + containing);
  }

  /** The guide's file gives the guide's output, and scores that are taken at once. */
  @Test
  void theGuidesExampleDoesWhatTheGuideSays() throws IOException {
    Path trials = folder.resolve("trials.csv");
    Files.writeString(trials, block("csv", "participant,"));
    Path study = folder.resolve("my-study");
    Cli cli =
        Cli.pipe(
            "data",
            "responses",
            trials.toString(),
            "--min-vigilance",
            ".5",
            "-o",
            study.toString());
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.out().startsWith(block("", "trials of")), cli.out());
    for (String name : List.of("beach", "clown", "dog", "field")) {
      Cli.picture(study.resolve("images/%s.jpg".formatted(name)), name.hashCode());
    }
    Cli inspected = Cli.pipe("data", "inspect", study.toString());
    assertEquals(0, inspected.exit(), inspected.out() + inspected.err());
    Path model = Cli.tinyModel(folder, 1);
    Cli evaluated =
        Cli.at(
            folder.resolve("home"),
            "evaluate",
            "--data",
            study.toString(),
            "--model",
            model.toString(),
            "-o",
            folder.resolve("report").toString());
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("Spearman 0.439"), evaluated.out());
  }

  private List<String> trials() {
    List<String> rows = new ArrayList<>(List.of("who,picture,n,said,ms"));
    for (int who = 0; who < 8; who++) {
      for (int n = 0; n < 12; n++) {
        int picture = n < 6 ? n : (n * 5 + who) % 6;
        rows.add(
            "w%d,im%d.jpg,%d,%s,%d"
                .formatted(who, picture, n, n >= 6 && picture > who % 3 ? "j" : "f", 500 + n));
      }
    }
    return rows;
  }

  private Cli run(List<String> rows, String... more) throws IOException {
    Path csv = folder.resolve("t.csv");
    Files.write(csv, rows);
    List<String> words =
        new ArrayList<>(
            List.of(
                "data",
                "responses",
                csv.toString(),
                "--participant-column",
                "who",
                "--image-column",
                "picture",
                "--trial-column",
                "n",
                "--response-column",
                "said",
                "--response-time-column",
                "ms",
                "--old-response",
                "J",
                "-o",
                folder.resolve("out").toString()));
    words.addAll(List.of(more));
    return Cli.pipe(words.toArray(String[]::new));
  }

  @Test
  void columnsAndKeysMayHaveAnyName() throws IOException {
    Cli cli = run(trials(), "--score", "hit-rate", "--lag", "mean", "--reliability", ".9");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.out().contains("96 trials of 8 participants; 0 participants"), cli.out());
    assertTrue(cli.out().contains("lag: the hit rate changes by "), cli.out());
    assertTrue(cli.out().contains("a reliability of 0.9 needs "), cli.out());
    List<String> scores = Files.readAllLines(folder.resolve("out/scores.csv"));
    assertTrue(scores.get(0).endsWith(",hit_rate_at_common_lag"), scores.get(0));
    assertEquals(7, scores.size());
  }

  /**
   * Well-formed, so that a name with a sign of HTML in it is text; the table is what is printed.
   */
  @Test
  void thePageShowsReliabilityDistributionAndWhoWasLeftOut() throws Exception {
    List<String> rows = new ArrayList<>(trials());
    rows.replaceAll(row -> row.replace("im5.jpg", "im<5>.jpg").replace("w7", "w&7"));
    Cli cli = run(rows, "--report", "--max-false-alarms", "0.5", "--reliability", ".9");
    assertEquals(0, cli.exit(), cli.err());
    Path file = folder.resolve("out/report.html");
    String page = Files.readString(file);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
    assertTrue(page.contains("im&lt;5&gt;.jpg"), page);
    assertEquals(2, page.split("<svg", -1).length - 1);
    Matcher needed = Pattern.compile("reliability of 0.9 needs ([\\d,]+)").matcher(cli.out());
    assertTrue(needed.find(), cli.out());
    assertTrue(
        page.contains("<th scope=\"row\">0.90</th><td>%s</td>".formatted(needed.group(1))), page);
    assertTrue(page.contains("Participants who were left out"), page);
  }

  @Test
  void aBadRowIsOneLineWithTheFlagThatLeavesItOut() throws IOException {
    List<String> rows = trials();
    rows.set(5, "w0,im4.jpg,x,f,500");
    Cli cli = run(rows);
    assertEquals(1, cli.exit());
    assertTrue(
        cli.err()
            .contains(
                "t.csv:6: column 'n' has 'x' where a number is needed. Correct it, or continue"
                    + " without such rows: --skip-bad"),
        cli.err());
    assertFalse(Files.exists(folder.resolve("out")));
    Cli skipped = run(rows, "--skip-bad");
    assertEquals(0, skipped.exit(), skipped.err());
    assertTrue(skipped.err().contains("left out: "), skipped.err());
  }

  @Test
  void anUnknownResponseSaysWhichFlagNamesIt() throws IOException {
    Cli cli = run(List.of("who,picture,n,said,ms", "a,x.jpg,1,k,5"), "--new-response", "f");
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("response 'k' is neither old (j) nor new (f)"), cli.err());
    assertTrue(cli.err().contains("--old-response VALUE"), cli.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--score hits        | unknown score 'hits'",
        "--lag long          | --lag must be a number of trials or mean, not 'long'",
        "--lag 0             | --lag must be above 0, or mean",
        "--lag -3            | the common lag must be above 0, not -3.0",
        "--reliability 80    | --reliability must be above 0 and below 1, such as .8, not 80.0",
        "--min-vigilance 50  | the least vigilance hit rate is a share of 0..1 (half: 0.5), not 50.0",
        "--score d-prime --lag mean | only the scores corrected and hit_rate can be corrected",
        "--old-response f --new-response f | response 'f' is given two meanings",
        "--halvings 0 --seed 3 | --seed would be ignored: --halvings 0 makes none"
      })
  void whatCannotBeIsBadUsage(String flags, String message) throws IOException {
    Cli cli = run(trials(), flags.strip().split(" ", -1));
    assertEquals(2, cli.exit(), cli.out() + cli.err());
    assertTrue(cli.err().contains(message), cli.err());
  }

  /** A rule about something that the file does not have would leave nobody out. */
  @Test
  void aRuleWithoutItsDataIsAnError() throws IOException {
    Cli cli = run(trials(), "--min-vigilance", ".5");
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("there are no vigilance repeats"), cli.err());
    assertEquals(1, cli.err().lines().count());
  }
}
