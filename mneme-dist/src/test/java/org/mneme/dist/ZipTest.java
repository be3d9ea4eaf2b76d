package org.mneme.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestModels;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs the script for POSIX shells")
class ZipTest {
  private static final Map<String, String> JAVA =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  @TempDir static Path temporary;
  private static Path root;
  private static Path model;

  @BeforeAll
  static void unpack() throws IOException {
    root = Distribution.unpack(Files.createDirectories(temporary.resolve("my programs/b\u00e4r")));
    model = TestModels.tiny(temporary.resolve("tiny model.onnx"), 1);
  }

  private static Distribution.Outcome run(Map<String, String> environment, Path mneme)
      throws Exception {
    return Distribution.run(
        temporary,
        environment,
        List.of(
            mneme.toString(),
            "predict",
            root.resolve("examples").toString(),
            "--model",
            model.toString(),
            "--format",
            "csv"));
  }

  @Test
  void scoresFromAnyFolderAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("linked"), root.resolve("mneme"));
    Distribution.Outcome first = run(JAVA, root.resolve("mneme"));
    Distribution.Outcome second = run(JAVA, link);

    assertEquals(0, first.exit(), first.err());
    assertEquals(7, first.out().lines().count(), first.out());
    assertTrue(first.out().contains("astronaut.jpg,0."), first.out());
    assertTrue(first.err().startsWith("6 images scored"), first.err());
    assertEquals(first.out(), second.out());
  }

  /** That a Java beside the launcher comes first, a link to this one shows. */
  @Test
  void aJavaInTheFolderItselfComesFirst() throws Exception {
    Path java =
        Files.createSymbolicLink(root.resolve("runtime"), Path.of(System.getProperty("java.home")));
    try {
      Distribution.Outcome outcome = run(Map.of("JAVA_HOME", "/nowhere"), root.resolve("mneme"));
      assertEquals(0, outcome.exit(), outcome.err());
    } finally {
      Files.delete(java);
    }
    Distribution.Outcome without = run(Map.of("JAVA_HOME", "/nowhere"), root.resolve("mneme"));
    assertEquals(1, without.exit());
    assertTrue(without.err().startsWith("mneme: JAVA_HOME is /nowhere, but"), without.err());
  }

  /** One user unpacks it, and a service runs as another. */
  @Test
  void everyUserMayReadEveryFile() throws IOException {
    URI zip = URI.create("jar:" + Distribution.ZIP.toUri());
    try (FileSystem files =
            FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      List<Path> hidden = new ArrayList<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
          hidden.add(file);
        }
      }
      assertEquals(List.of(), hidden);
    }
  }

  @Test
  void carriesLicencesAndNoWeights() throws IOException {
    try (ZipFile zip = new ZipFile(Distribution.ZIP.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      for (String needed :
          List.of("LICENSE", "NOTICE", "README.md", "mneme.cmd", "licences/LGPL-3.0.txt")) {
        assertTrue(names.stream().anyMatch(name -> name.endsWith("/" + needed)), needed);
      }
      assertFalse(
          names.stream().anyMatch(name -> name.matches(".*\\.(onnx|pt|pth|whl|safetensors)")),
          names.toString());
      assertTrue(
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".jar"))
              .allMatch(entry -> entry.getMethod() == ZipEntry.STORED));
    }
  }
}
