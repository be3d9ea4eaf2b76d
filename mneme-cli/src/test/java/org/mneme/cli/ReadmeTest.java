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

/** The README's examples for Java, compiled and run as they stand there, with ResMem itself. */
class ReadmeTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path folder;

  private static List<String> examples() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    return BLOCK.matcher(readme).results().map((MatchResult block) -> block.group(1)).toList();
  }

  @Test
  void everyExampleCompilesAndRuns() throws Exception {
    prepare(RealModels.file(PublishedModel.RESMEM));
    List<String> examples = examples();
    assertFalse(examples.isEmpty());
    List<String> printed = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      printed.add(run(compiled("Example" + i, examples.get(i)), "Example" + i));
    }
    String all = String.join("", printed);
    assertTrue(printed.get(0).lines().findFirst().orElse("").matches("0\\.\\d+"), all);
    assertTrue(all.contains("photo.jpg: 0."), all);
    assertTrue(all.contains("resmem fp32: Spearman "), all);
    assertTrue(Files.size(folder.resolve("report.html")) > 1000);
  }

  /**
   * What the examples name: pictures, a study, a model of one's own, and the model in its cache.
   */
  private void prepare(Path resMem) throws IOException {
    Cli.picture(folder.resolve("photo.jpg"), 1);
    Cli.picture(folder.resolve("other.jpg"), 2);
    StringBuilder study = new StringBuilder("image,score\n");
    for (int i = 0; i < 6; i++) {
      Cli.picture(folder.resolve("my-study/images/%d.png".formatted(i)), i);
      study.append("%d.png,0.%d\n".formatted(i, 3 + i));
    }
    Files.writeString(folder.resolve("my-study/scores.csv"), study);
    Files.copy(Cli.tinyModel(folder, 1), folder.resolve("mine.onnx"));
    Path models = Files.createDirectories(folder.resolve("home/models"));
    Files.createSymbolicLink(models.resolve("resmem.onnx"), resMem);
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
