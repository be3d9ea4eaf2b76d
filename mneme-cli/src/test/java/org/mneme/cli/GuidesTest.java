package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.evaluate.Figure;
import org.mneme.golden.Shared;
import picocli.CommandLine.ParameterException;

/** The commands that README and the guides show. */
class GuidesTest {
  private static final String FENCE = "```";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|mailto:)([^)\\s]+)\\)");
  private static final int PICTURES = 30;

  @TempDir Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** Commands, each as its words after {@code mneme}. */
  private static List<List<String>> commands(Path page) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    String block = "";
    for (String line : Files.readString(page).replace("\\\n", " ").lines().toList()) {
      if (line.startsWith(FENCE)) {
        block = block.isEmpty() ? line : "";
      } else if (block.equals(FENCE) || block.equals(FENCE + "sh")) {
        List<String> words = words(line);
        if (line.matches("(\\./)?mneme .*")) {
          commands.add(words.subList(1, words.size()));
        }
      }
    }
    return commands;
  }

  /** As a shell splits them, up to a comment, a pipe or a redirection. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line.strip());
    while (matcher.find()) {
      String plain = matcher.group(3);
      if (plain != null && plain.matches("[#|>&].*")) {
        break;
      }
      words.add(
          Stream.of(matcher.group(1), matcher.group(2), plain)
              .filter(each -> each != null)
              .findFirst()
              .orElseThrow());
    }
    return words;
  }

  @TestFactory
  Stream<DynamicTest> everyCommandIsUnderstood() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      for (List<String> command : commands(page)) {
        tests.add(
            DynamicTest.dynamicTest(
                page.getFileName() + ": mneme " + String.join(" ", command),
                () -> understood(command)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String target = links.group(1).replaceFirst("#.*", "");
        if (!target.isEmpty() && !Files.exists(page.resolveSibling(target))) {
          broken.add(page + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static void understood(List<String> command) {
    try {
      Cli.commandLine().parseArgs(command.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new AssertionError(UsageErrors.describe(e), e);
    }
  }

  /** The whole page for those who study memory, on landscapes of LNSIM and with the real models. */
  @Test
  @Tag("slow")
  void theGuideForThoseWhoStudyMemoryRunsAsItStands() throws IOException {
    Path models = Files.createDirectories(folder.resolve("home/models"));
    for (PublishedModel model : List.of(PublishedModel.RESMEM, PublishedModel.EFFICIENTNET_LITE2)) {
      Files.createSymbolicLink(models.resolve(model.name() + ".onnx"), RealModels.file(model));
    }
    List<String> scores = Files.readAllLines(Shared.path("data/lnsim/scores.csv"));
    Files.createDirectories(folder.resolve("my-study/images"));
    Files.write(folder.resolve("my-study/scores.csv"), scores.subList(0, PICTURES + 1));
    for (String row : scores.subList(1, PICTURES + 1)) {
      String image = row.substring(0, row.indexOf(','));
      Path there = Shared.path("data/lnsim/images/" + image);
      Files.copy(there, folder.resolve("my-study/images").resolve(image));
      for (String name : List.of("stimuli", "new-pictures")) {
        Path copy = Files.createDirectories(folder.resolve(name)).resolve(image);
        if (copy.getParent().toFile().list().length < 4) {
          Files.copy(there, copy);
        }
      }
    }
    List<List<String>> commands = commands(Path.of("../docs/study-memory.md"));
    assertTrue(commands.size() >= 6, commands.toString());
    for (List<String> command : commands) {
      Cli cli = Cli.at(folder.resolve("home"), inFolder(command));
      assertEquals(0, cli.exit(), String.join(" ", command) + "\n" + cli.err());
    }
    assertEquals(5, Files.readAllLines(folder.resolve("scores.csv")).size());
    assertEquals(5, Files.readAllLines(folder.resolve("new-scores.csv")).size());
    assertTrue(Files.size(folder.resolve("gallery.html")) > 1000);
    assertTrue(Files.readString(folder.resolve("report/report.html")).contains("Spearman"));
  }

  /**
   * The whole page of the worked example, from trials that are simulated from LNSIM's known scores
   * to matched sets: 120 participants, each sees half of 300 pictures twice. The scores that come
   * out must follow the known ones as closely as their own reliability says.
   */
  @Test
  @Tag("slow")
  void theWorkedExampleRunsAsItStands() throws IOException {
    Path models = Files.createDirectories(folder.resolve("home/models"));
    PublishedModel lite = PublishedModel.EFFICIENTNET_LITE2;
    Files.createSymbolicLink(models.resolve(lite.name() + ".onnx"), RealModels.file(lite));
    List<String> known = Files.readAllLines(Shared.path("data/lnsim/scores.csv"));
    Map<String, Double> truth = new LinkedHashMap<>();
    for (String row : known.subList(1, 601)) {
      String[] cells = row.split(",", -1);
      boolean scored = truth.size() < 300;
      Path images = folder.resolve(scored ? "study/images" : "pool");
      Files.createDirectories(images);
      Files.copy(Shared.path("data/lnsim/images/" + cells[0]), images.resolve(cells[0]));
      truth.put(cells[0], Double.parseDouble(cells[1]));
    }
    List<String> pictures = new ArrayList<>(truth.keySet()).subList(0, 300);
    Files.write(folder.resolve("trials.csv"), trials(pictures, truth, new Random(1)));
    for (List<String> command : commands(Path.of("../docs/worked-example.md"))) {
      Cli cli = Cli.at(folder.resolve("home"), inFolder(command));
      assertEquals(0, cli.exit(), String.join(" ", command) + "\n" + cli.err() + cli.out());
    }
    double[] scores = new double[300];
    double[] real = new double[300];
    List<String> rows = Files.readAllLines(folder.resolve("study/scores.csv"));
    assertEquals(301, rows.size());
    for (int i = 0; i < scores.length; i++) {
      String[] cells = rows.get(i + 1).split(",", -1);
      scores[i] = Double.parseDouble(cells[1]);
      real[i] = truth.get(cells[0]);
    }
    assertTrue(Figure.SPEARMAN.of(scores, real) > .8, "" + Figure.SPEARMAN.of(scores, real));
    List<String> chosen = Files.readAllLines(folder.resolve("stimuli/selection.csv"));
    assertEquals(81, chosen.size());
    assertTrue(chosen.get(0).contains("low,high,familiar"), chosen.get(0));
  }

  /** Each participant sees half of the pictures twice, and two vigilance pictures. */
  private static List<String> trials(
      List<String> pictures, Map<String, Double> truth, Random random) {
    List<String> rows = new ArrayList<>(List.of("participant,trial,image,kind,repeat,response,rt"));
    for (int who = 0; who < 120; who++) {
      List<String> seen = new ArrayList<>(pictures);
      Collections.shuffle(seen, random);
      List<Map.Entry<Double, String>> events = new ArrayList<>();
      for (int i = 0; i < pictures.size() / 2; i++) {
        double first = i + random.nextDouble();
        events.add(Map.entry(first, seen.get(i)));
        events.add(Map.entry(first + 10 + 60 * random.nextDouble(), seen.get(i)));
      }
      for (int v = 0; v < 10; v++) {
        double first = 12.0 * v + random.nextDouble();
        events.add(Map.entry(first, "vigilance%d.jpg".formatted(v)));
        events.add(Map.entry(first + 1, "vigilance%d.jpg".formatted(v)));
      }
      events.sort(Map.Entry.comparingByKey());
      Map<String, Integer> at = new HashMap<>();
      for (int trial = 1; trial <= events.size(); trial++) {
        String image = events.get(trial - 1).getValue();
        Integer before = at.put(image, trial);
        boolean target = truth.containsKey(image);
        double chance =
            before == null
                ? .1
                : target ? truth.get(image) + .1 - .05 * Math.log((trial - before) / 70.0) : .95;
        double attends = who % 20 == 19 ? .3 : 1; // six who hardly look
        boolean old = random.nextDouble() < (before == null ? chance : chance * attends);
        rows.add(
            "%d,%d,%s,%s,%d,%s,%d"
                .formatted(
                    who,
                    trial,
                    image,
                    target ? "target" : "vigilance",
                    before == null ? 0 : 1,
                    old ? "old" : "new",
                    400 + random.nextInt(600)));
      }
    }
    return rows;
  }

  /** The command as if this test's folder were the current one. */
  private String[] inFolder(List<String> command) {
    return Arrays.stream(command.toArray(String[]::new))
        .map(word -> isFile(word) ? folder.resolve(word) + "" : word)
        .toArray(String[]::new);
  }

  private static boolean isFile(String word) {
    return !word.matches("[\\d.]+|.*=.*") && (word.endsWith("/") || word.contains("."));
  }
}
