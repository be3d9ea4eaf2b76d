package org.mneme.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.Mneme;
import org.mneme.golden.Needed;
import org.mneme.golden.Shared;
import org.mneme.golden.TestModels;
import org.mneme.golden.TestPictures;
import org.mneme.score.Scorer;

/**
 * Projects outside of this one that depend on its artifacts, as they would come from a repository:
 * the modules' poms as they are, and jars of their classes. What else they need they take from the
 * folder where Maven keeps libraries, which is not written to, and from Maven's usual repository.
 */
@Tag("slow")
class ConsumerTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path KEPT =
      Path.of(
          System.getProperty(
              "maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));

  private static final String PROGRAM =
      """
      import java.nio.file.Path;
      import org.mneme.Mneme;
      import org.mneme.score.Scorer;

      public class App {
        public static void main(String[] arguments) throws Exception {
          try (Scorer scorer = Mneme.at(Path.of("home")).open("tiny.onnx")) {
            for (String image : arguments) {
              System.out.println("score " + scorer.score(Path.of(image)));
            }
          }
        }
      }
      """;

  @TempDir Path folder;
  private String version = "";

  @BeforeEach
  void deploy() throws IOException {
    version = value(Files.readString(ROOT.resolve("pom.xml")), "<version>(.*?)</version>");
    deploy("mneme", ROOT.resolve("pom.xml"));
    for (String module : List.of("mneme-core", "mneme-train", "mneme-heif", "mneme-report")) {
      deploy(module, ROOT.resolve(module).resolve("pom.xml"));
    }
  }

  private void deploy(String module, Path pom) throws IOException {
    Path place =
        Files.createDirectories(
            folder.resolve("repository/org/mneme/%s/%s".formatted(module, version)));
    String name = "%s-%s".formatted(module, version);
    Files.copy(pom, place.resolve(name + ".pom"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      boolean classes = entry.contains(module + File.separator) && Files.isDirectory(path);
      if (path.getFileName().toString().equals(name + ".jar")) {
        Files.copy(path, place.resolve(name + ".jar"));
      } else if (classes && path.endsWith("classes")) {
        // No jar yet: not packaged before these tests, so without a module descriptor.
        jar(path, place.resolve(name + ".jar"));
      }
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(
            new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, out);
      }
    }
  }

  @Test
  void aMavenProjectScoresAnImage() throws Exception {
    project("mneme-core");
    maven(
        Map.of(),
        plugin("compiler") + ":compile",
        plugin("dependency") + ":build-classpath",
        "-Dmdep.outputFile=cp.txt");
    String classPath = Files.readString(folder.resolve("cp.txt")).strip();
    String printed =
        run(
            Map.of(),
            ProcessHandle.current().info().command().orElseThrow(),
            "-Djava.awt.headless=true",
            "-cp",
            folder.resolve("target/classes") + File.pathSeparator + classPath,
            "App",
            "photo.png");
    assertEquals("score " + score(folder.resolve("photo.png")), printed.strip());
  }

  /**
   * The jars' module descriptors name all that is needed, also for the formats whose decoders are
   * found at run time, and keep the rest to Mneme's own modules.
   */
  @Test
  void aModuleScoresImages() throws Exception {
    if (!System.getProperty("java.class.path").contains("mneme-core-" + version + ".jar")) {
      abort("skipped: mvn test makes no jars, which have the descriptors; mvn verify runs this");
    }
    Path webp = Shared.path("data/images/files/webp-lossy.webp");
    Path heif = Shared.path("data/heif/files/RGBA_10__29x100.heif");
    project("mneme-core", "mneme-heif");
    Path sources = folder.resolve("src/main/java");
    Files.delete(sources.resolve("App.java"));
    Path program = Files.createDirectories(sources.resolve("consumer")).resolve("App.java");
    Files.writeString(program, "package consumer;\n" + PROGRAM);
    Files.writeString(
        sources.resolve("module-info.java"), "module consumer { requires org.mneme.core; }\n");
    maven(
        Map.of(),
        plugin("compiler") + ":compile",
        plugin("dependency") + ":build-classpath",
        "-Dmdep.outputFile=cp.txt");
    String modules = Files.readString(folder.resolve("cp.txt")).strip();
    String printed =
        run(
            Map.of(),
            ProcessHandle.current().info().command().orElseThrow(),
            "-Djava.awt.headless=true",
            "--module-path",
            folder.resolve("target/classes") + File.pathSeparator + modules,
            "--add-modules",
            "ALL-MODULE-PATH",
            "--module",
            "consumer/consumer.App",
            webp.toString(),
            heif.toString());
    assertEquals("score %s\nscore %s".formatted(score(webp), score(heif)), printed.strip());

    Files.writeString(
        program.resolveSibling("Hidden.java"),
        "package consumer;\nclass Hidden { Class<?> type = org.mneme.files.Sha256.class; }\n");
    AssertionError refused =
        assertThrows(AssertionError.class, () -> maven(Map.of(), plugin("compiler") + ":compile"));
    assertTrue(refused.getMessage().contains("does not export"), refused.getMessage());
  }

  /** A new package is exported, or given to Mneme's own modules alone, by decision. */
  @ParameterizedTest
  @ValueSource(strings = {"mneme-core", "mneme-heif"})
  void theDescriptorNamesEveryPackage(String module) throws IOException {
    Path sources = ROOT.resolve(module).resolve("src/main");
    String descriptor = Files.readString(sources.resolve("module/module-info.java"));
    try (Stream<Path> files = Files.walk(sources.resolve("java"))) {
      for (Path file : files.filter(path -> path.endsWith("package-info.java")).toList()) {
        String name = value(Files.readString(file), "(?m)^package (.*?);");
        assertTrue(descriptor.contains(name), name);
      }
    }
  }

  /** Without a line for it in the project: Maven heeds the profiles in a dependency's parent. */
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "MacOSX, aarch64, macosx-arm64",
    "MacOSX, x86_64, macosx-x86_64"
  })
  void nativeCodeIsThatOfTheMachine(String os, String arch, String platform) throws Exception {
    project("mneme-train", "mneme-heif");
    maven(
        Map.of("MAVEN_OPTS", "-Dos.name=%s -Dos.arch=%s".formatted(os, arch)),
        plugin("dependency") + ":tree",
        "-DoutputFile=tree.txt");
    String tree = Files.readString(folder.resolve("tree.txt"));
    for (String library : List.of("pytorch", "openblas", "javacpp", "ffmpeg")) {
      assertTrue(tree.contains("org.bytedeco:%s:jar:%s:".formatted(library, platform)), tree);
    }
  }

  /** Any Gradle on the path, Debian's 4.4.1 too. */
  @Test
  void aGradleProjectScoresAnImage() throws Exception {
    String gradle = program("gradle");
    project("mneme-core");
    Files.writeString(folder.resolve("settings.gradle"), "rootProject.name = 'consumer'\n");
    Files.writeString(
        folder.resolve("build.gradle"),
        """
        apply plugin: 'java'
        repositories {
          maven { url uri('repository') }
          maven { url uri('%s') }
          mavenCentral()
        }
        dependencies { implementation 'org.mneme:mneme-core:%s' }
        task runApp(type: JavaExec) {
          main = 'App'
          args 'photo.png'
          classpath = sourceSets.main.runtimeClasspath
        }
        """
            .formatted(KEPT.toUri(), version));
    String printed =
        run(
            Map.of(),
            gradle,
            "-q",
            "--no-daemon",
            "-g",
            folder.resolve("gradle").toString(),
            "runApp");
    assertTrue(printed.contains("score " + score(folder.resolve("photo.png"))), printed);
  }

  /** A pom, the program, and what it works on. */
  private void project(String... modules) throws IOException {
    StringBuilder dependencies = new StringBuilder();
    for (String module : modules) {
      dependencies.append(
          "<dependency><groupId>org.mneme</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
              .formatted(module, version));
    }
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencies>%s</dependencies>
          <repositories>%s</repositories>
          <pluginRepositories>%s</pluginRepositories>
        </project>
        """
            .formatted(dependencies, places("repository"), places("pluginRepository")));
    Path source = Files.createDirectories(folder.resolve("src/main/java")).resolve("App.java");
    Files.writeString(source, PROGRAM);
    TestModels.tiny(folder.resolve("tiny.onnx"), 1);
    TestPictures.random(folder.resolve("photo.png"), 1);
  }

  private String places(String element) {
    return place(element, "scratch", folder.resolve("repository")) + place(element, "kept", KEPT);
  }

  private static String place(String element, String id, Path folder) {
    return "<%s><id>%s</id><url>%s</url></%1$s>".formatted(element, id, folder.toUri());
  }

  /** What this process makes of the picture. */
  private float score(Path image) throws IOException {
    try (Scorer scorer = Mneme.at(folder).open(folder.resolve("tiny.onnx").toString())) {
      return scorer.score(image);
    }
  }

  /** A plugin in the version that this build uses. */
  private static String plugin(String name) throws IOException {
    String artifact = "maven-%s-plugin".formatted(name);
    return "org.apache.maven.plugins:%s:%s"
        .formatted(
            artifact,
            value(
                Files.readString(ROOT.resolve("pom.xml")),
                "<artifactId>%s</artifactId>\\s*<version>(.*?)</version>".formatted(artifact)));
  }

  private static String value(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertTrue(found.find(), pattern);
    return found.group(1);
  }

  private void maven(Map<String, String> environment, String... goals) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program("mvn"),
                "-B",
                "-q",
                "-Dmaven.repo.local=" + folder.resolve("local").toString()));
    command.addAll(List.of(goals));
    run(environment, command.toArray(String[]::new));
  }

  /** The path of a program; without it the test is skipped. */
  private static String program(String name) {
    for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path program = Path.of(place).resolve(name);
      if (Files.isExecutable(program)) {
        return program.toString();
      }
    }
    if (name.equals("mvn")) {
      Needed.absent("no mvn on the PATH");
    }
    return abort("skipped: no %s on the PATH".formatted(name));
  }

  /** Runs a program in the project's folder, and returns what it prints. */
  private String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
