package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real {@code ./mneme} in a folder of its own, with a script for Maven that hands out a small
 * jar in place of building one.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "tests the script for POSIX shells")
class LauncherTest {
  private static final int SECONDS = 60;
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir private Path temporary;
  private Path root;
  private Path launcher;
  private Path tools;
  private Path builds;

  /** What a run printed and its exit code. */
  private record Outcome(long pid, int exitCode, String out, String err) {}

  @BeforeEach
  void copyLauncher() throws IOException {
    root = Files.createDirectories(temporary.resolve("my programs/mneme source"));
    launcher = root.resolve("mneme");
    Files.copy(Path.of("..", "mneme"), launcher);
    executable(launcher);
    Files.createDirectories(root.resolve("mneme-core/src/main/java"));
    Files.createDirectories(root.resolve("mneme-cli"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    builds = temporary.resolve("builds.txt");
    Path jar = jar(temporary.resolve("built.jar"));
    tools = Files.createDirectories(temporary.resolve("tools"));
    for (String tool :
        List.of(
            "cat",
            "find",
            "head",
            "tail",
            "ln",
            "readlink",
            "rm",
            "mv",
            "mkdir",
            "touch",
            "sed",
            "grep",
            "sleep",
            "cp")) {
      passOn(tool);
    }
    script(
        "mvn",
        """
        echo "$*" >> '%s'
        sleep "${BUILD_SECONDS:-0}"
        mkdir -p mneme-cli/target/launcher
        cp '%s' mneme-cli/target/launcher/mneme.jar
        mkdir -p mneme-spark/target/launcher mneme-spark/home/target/launcher/spark/jars
        touch mneme-spark/target/launcher/mneme-spark.jar mneme-spark/target/launcher/mneme-spark-train.jar
        """
            .formatted(builds, jar));
  }

  private static Path jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LauncherEcho.class.getName());
    String entry = LauncherEcho.class.getName().replace('.', '/') + ".class";
    try (InputStream in = LauncherTest.class.getClassLoader().getResourceAsStream(entry);
        OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry(entry));
      in.transferTo(jar);
    }
    return file;
  }

  private static void executable(Path file) {
    assertTrue(file.toFile().setExecutable(true));
  }

  /** No more than these are on the PATH, so that Java and Maven can be missing. */
  private void passOn(String tool) throws IOException {
    for (String folder : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
      Path file = Path.of(folder, tool);
      if (Files.isExecutable(file)) {
        script(tool, "exec %s \"$@\"".formatted(file));
        return;
      }
    }
    throw new IOException("this machine has no " + tool);
  }

  private void script(String name, String lines) throws IOException {
    Path file = tools.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + lines + "\n");
    executable(file);
  }

  private Process start(Path command, Path folder, Map<String, String> environment, String... args)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Outcome ended(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), out + err);
    return new Outcome(process.pid(), process.exitValue(), out, err);
  }

  private Outcome run(String... args) throws Exception {
    return ended(start(launcher, temporary, Map.of(), args));
  }

  private long builds() throws IOException {
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void theFirstRunBuildsAndSaysSoBesideTheOutput() throws Exception {
    Outcome first = run("a");
    Outcome second = run("b");

    assertTrue(first.err().startsWith("mneme: building, on first use only"), first.err());
    assertEquals(1, first.err().lines().count());
    assertEquals("", second.err());
    assertTrue(first.out().endsWith(" a\n"), first.out());
    assertTrue(second.out().endsWith(" b\n"), second.out());
    assertEquals(1, builds());
  }

  @Test
  void argumentsAndExitCodePassThrough() throws Exception {
    Outcome outcome = run("two words", "", "*", "it's", "--x=\"y\"");

    assertEquals(outcome.pid() + " two words||*|it's|--x=\"y\"\n", outcome.out());
    assertEquals(7, outcome.exitCode());
  }

  /** So that Ctrl-C and kill reach Java: it has taken the place of the shell. */
  @Test
  void javaIsTheProcessThatWasStarted() throws Exception {
    Outcome outcome = run();

    assertTrue(outcome.out().startsWith(outcome.pid() + " "), outcome.out());
  }

  @Test
  void itWorksThroughLinksFromAnyFolder() throws Exception {
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("real"), launcher);
    Path relative = Files.createSymbolicLink(bin.resolve("mneme"), Path.of("real"));

    Outcome outcome = ended(start(relative, bin, Map.of(), "linked"));

    assertTrue(outcome.out().endsWith(" linked\n"), outcome.out() + outcome.err());
  }

  @Test
  void changedSourcesAreBuiltAgain() throws Exception {
    run();
    Path stamp = root.resolve("mneme-cli/target/launcher/mneme.stamp");
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minusSeconds(60)));
    Files.writeString(root.resolve("mneme-core/src/main/java/New.java"), "class New {}");

    Outcome outcome = run("new");

    assertTrue(outcome.err().startsWith("mneme: the sources have changed"), outcome.err());
    assertTrue(outcome.out().endsWith(" new\n"), outcome.out());
    assertEquals(2, builds());
    run();
    assertEquals(2, builds());
  }

  /** The build for Spark lacks Spark itself here: Java names the class that it looked for. */
  @Test
  void sparkIsBuiltForItsCommandAlone() throws Exception {
    run("predict");
    assertFalse(Files.readString(builds).contains("spark"), Files.readString(builds));
    run("spark", "--help");
    Outcome again = run("spark", "--help");

    assertEquals(2, builds());
    assertTrue(Files.readAllLines(builds).get(1).contains("-pl mneme-spark -am"));
    assertEquals(1, again.exitCode());
    assertTrue(again.err().contains("org.apache.spark.deploy.SparkSubmit"), again.err());
  }

  @Test
  void sparkIsBuiltForSweepsOnAClusterAndNoOthers() throws Exception {
    run("sweep", "file.yaml", "--data", "a");
    assertFalse(Files.readString(builds).contains("spark"), Files.readString(builds));
    for (List<String> cluster :
        List.of(List.of("--cluster", "local[1]"), List.of("--cluster=yarn"))) {
      List<String> arguments = new ArrayList<>(List.of("sweep", "file.yaml"));
      arguments.addAll(cluster);
      Outcome swept = run(arguments.toArray(String[]::new));
      assertTrue(swept.err().contains("org.apache.spark.deploy.SparkSubmit"), swept.err());
    }
    assertEquals(2, builds());
  }

  @Test
  void twoFirstRunsAtOnceBuildOnce() throws Exception {
    Process one = start(launcher, temporary, Map.of("BUILD_SECONDS", "2"), "one");
    Process two = start(launcher, temporary, Map.of("BUILD_SECONDS", "2"), "two");
    Outcome first = ended(one);
    Outcome second = ended(two);

    assertEquals(1, builds(), first.err() + second.err());
    assertTrue(first.out().endsWith(" one\n"), first.err());
    assertTrue(second.out().endsWith(" two\n"), second.err());
    assertTrue((first.err() + second.err()).contains("waiting for another mneme"));
  }

  @Test
  void theLockOfAKilledBuildIsTakenOver() throws Exception {
    Process ended = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    ended.waitFor();
    Path lock = root.resolve(".mneme-build.lock");
    Files.createSymbolicLink(lock, Path.of("pid-" + ended.pid()));

    Outcome outcome = run("on");

    assertTrue(outcome.out().endsWith(" on\n"), outcome.err());
    assertFalse(Files.isSymbolicLink(lock));
  }

  @Test
  void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
    Path good = Files.move(tools.resolve("mvn"), tools.resolve("good"));
    script("mvn", "echo '[INFO] fine'; echo '[ERROR] Main.java: cannot find symbol'; exit 1");

    Outcome failed = run();

    assertEquals(1, failed.exitCode());
    assertTrue(failed.err().contains("[ERROR] Main.java: cannot find symbol\n"), failed.err());
    assertFalse(failed.err().contains("[INFO]"), failed.err());
    assertTrue(failed.err().contains("build.log"), failed.err());
    Files.delete(tools.resolve("mvn"));
    Files.move(good, tools.resolve("mvn"));
    assertEquals(7, run().exitCode());
  }

  @Test
  void withoutJavaItSaysWhatToInstall() throws Exception {
    Outcome outcome = ended(start(launcher, temporary, Map.of("JAVA_HOME", "")));

    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.err().startsWith("mneme: Java was not found."), outcome.err());
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    Path home = temporary.resolve("jdk8");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n");
    executable(java);

    Outcome outcome = ended(start(launcher, temporary, Map.of("JAVA_HOME", home.toString())));

    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.err().contains("java version \"1.8.0_392\""), outcome.err());
    assertTrue(outcome.err().contains("needs Java 17 or newer"), outcome.err());
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    Files.delete(tools.resolve("mvn"));

    Outcome outcome = run();

    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.err().startsWith("mneme: Maven was not found"), outcome.err());
    assertFalse(Files.isSymbolicLink(root.resolve(".mneme-build.lock")));
  }

  @Test
  void flagsForJavaComeFromTheEnvironment() throws Exception {
    run();

    Outcome outcome =
        ended(start(launcher, temporary, Map.of("MNEME_JAVA_OPTS", "-Xmx32m -showversion")));

    assertTrue(outcome.err().contains("OpenJDK") || outcome.err().contains("java version"));
  }

  /**
   * A locale that is not installed, as ssh brings it along from a Mac, would make Java read file
   * names as ASCII.
   */
  @ParameterizedTest
  @CsvSource({
    "LC_CTYPE, UTF-8",
    "LC_ALL, xx_XX.UTF-8",
    "LANG, xx_XX.UTF-8",
    "LC_ALL, POSIX",
    "LANG, C",
    "LANG, xx_XX.ISO-8859-1",
    "LC_ALL, C.UTF-8"
  })
  void fileNamesAreUtf8WhateverTheLocale(String variable, String locale) throws Exception {
    run();
    // Where there is no program of that name, as with musl, and where there is.
    assertEquals("UTF-8", encodingOfNames(Map.of(variable, locale)));
    passOn("locale");
    assertEquals("UTF-8", encodingOfNames(Map.of(variable, locale)));
  }

  private String encodingOfNames(Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MNEME_JAVA_OPTS", "-XshowSettings:properties");
    Outcome outcome = ended(start(launcher, temporary, all));
    return outcome
        .err()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("sun.jnu.encoding = "))
        .map(line -> line.substring("sun.jnu.encoding = ".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.err()));
  }
}
