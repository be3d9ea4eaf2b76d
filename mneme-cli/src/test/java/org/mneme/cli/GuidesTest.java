package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The command as if this test's folder were the current one. */
  private String[] inFolder(List<String> command) {
    return Arrays.stream(command.toArray(String[]::new))
        .map(word -> word.endsWith("/") || word.contains(".") ? folder.resolve(word) + "" : word)
        .toArray(String[]::new);
  }
}
