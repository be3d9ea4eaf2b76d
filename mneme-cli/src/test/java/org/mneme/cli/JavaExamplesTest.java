package org.mneme.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;

/** The examples for Java in README and docs/java.md, compiled and run as they stand there. */
class JavaExamplesTest {
  /** A block, and the comment before it that says why it is not run, where there is one. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(<!-- compiled, not run: [^>]*-->\\n)?^```java\\n(.*?)^```",
          Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern LIBRARY =
      Pattern.compile("'(org\\.mneme|org\\.bytedeco):([a-z-]+):([0-9.-]+)(?:[:'])");

  @TempDir Path folder;

  @Test
  void everyExampleOfReadmeRuns() throws Exception {
    Path models = Files.createDirectories(folder.resolve("home/models"));
    Files.createSymbolicLink(models.resolve("resmem.onnx"), RealModels.file(PublishedModel.RESMEM));
    List<String> printed = run("README.md");
    String all = String.join("", printed);
    assertTrue(printed.get(0).lines().findFirst().orElse("").matches("0\\.\\d+"), all);
    assertTrue(all.contains("photo.jpg: 0."), all);
    assertTrue(all.contains("resmem fp32: Spearman "), all);
    assertTrue(Files.size(folder.resolve("report.html")) > 1000);
  }

  @Test
  void everyExampleOfTheJavaPageCompilesAndRuns() throws Exception {
    String all = String.join("", run("docs/java.md"));
    assertTrue(all.contains("photo.jpg: 0."), all);
    assertTrue(all.contains("missing.jpg: "), all);
    assertTrue(all.contains(": Spearman "), all);
    assertTrue(all.contains("ended early"), all);
    assertTrue(all.contains("SKIP_BAD"), all);
    assertTrue(Files.exists(folder.resolve("mine-int8.onnx")));
  }

  /** Lines for Gradle name each library's version; the pom decides it. */
  @Test
  void versionsOfTheJavaPageAreThoseOfThePom() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));
    List<MatchResult> lines =
        LIBRARY.matcher(Files.readString(Path.of("../docs/java.md"))).results().toList();
    assertFalse(lines.isEmpty());
    for (MatchResult line : lines) {
      String tag = line.group(1).equals("org.mneme") ? "version" : line.group(2) + ".version";
      assertTrue(pom.contains("<%s>%s</%1$s>".formatted(tag, line.group(3))), line.group());
    }
  }

  /** Compiles all examples of a page and runs those that are to be run. */
  private List<String> run(String page) throws Exception {
    prepare();
    List<MatchResult> blocks =
        BLOCK.matcher(Files.readString(Path.of("..").resolve(page))).results().toList();
    assertFalse(blocks.isEmpty());
    List<String> printed = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Path classes = compiled("Example" + i, blocks.get(i).group(2));
      if (blocks.get(i).group(1) == null) {
        printed.add(run(classes, "Example" + i));
      }
    }
    return printed;
  }

  /** What the examples name: pictures, a study, one with a bad row, a model of one's own. */
  private void prepare() throws IOException {
    Cli.picture(folder.resolve("photo.jpg"), 1);
    Cli.picture(folder.resolve("other.jpg"), 2);
    StringBuilder study = new StringBuilder("image,score\n");
    for (int i = 0; i < 6; i++) {
      Cli.picture(folder.resolve("my-study/images/%d.png".formatted(i)), i);
      study.append("%d.png,0.%d\n".formatted(i, 3 + i));
    }
    Files.writeString(folder.resolve("my-study/scores.csv"), study);
    Files.createDirectories(folder.resolve("broken-study"));
    Cli.picture(folder.resolve("broken-study/images/0.png"), 1);
    Files.writeString(
        folder.resolve("broken-study/scores.csv"), "image,score\n0.png,.5\nabsent.png,.6\n");
    Files.copy(Cli.tinyModel(folder, 1), folder.resolve("mine.onnx"));
  }

  /** The example's statements become a program; its imports are its own. */
  private Path compiled(String name, String example) throws IOException {
    String imports =
        example.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
    String statements =
        example.lines().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
    Path source = folder.resolve(name + ".java");
    Files.writeString(
        source,
        "%s%npublic class %s { public static void main(String[] a) throws Exception {%n%s%n}}%n"
            .formatted(imports, name, statements));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  errors,
                  files,
                  null,
                  List.of("-proc:none", "-d", folder.toString()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertTrue(compiled, errors + "\n" + example);
    }
    return folder;
  }

  private String run(Path classes, String name) throws Exception {
    Path out = folder.resolve(name + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.awt.headless=true",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                name)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("MNEME_HOME", folder.resolve("home").toString());
    int exit = builder.start().waitFor();
    assertEquals(0, exit, Files.readString(out));
    return Files.readString(out);
  }
}
