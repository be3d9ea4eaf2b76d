package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of(
            "b.JPG",
            "a.png",
            "notes.txt",
            ".hidden.jpg",
            "sub/c.webp",
            "sub/deep/d.tiff",
            ".git/e.png",
            "sub/readme.md")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private List<String> images(String... arguments) {
    return imagesWith("", arguments);
  }

  private List<String> imagesWith(String list, String... arguments) {
    InputStream in = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
    List<String> found = new ArrayList<>();
    new Inputs(List.of(arguments))
        .images(in)
        .forEachRemaining(
            path ->
                found.add(
                    path.startsWith(folder)
                        ? folder.relativize(path).toString().replace('\\', '/')
                        : path.toString()));
    return found;
  }

  private String in(String name) {
    return folder + "/" + name;
  }

  @Test
  void folderIsSearchedToTheBottomByNameForVisibleImages() {
    assertEquals(
        List.of("a.png", "b.JPG", "sub/c.webp", "sub/deep/d.tiff"), images(folder.toString()));
  }

  @Test
  void namedFilesAreTriedWhateverTheirNameAndInTheOrderOfTheArguments() {
    assertEquals(
        List.of("notes.txt", "missing.jpg", "a.png", "a.png", ".hidden.jpg"),
        images(in("notes.txt"), in("missing.jpg"), in("a.png"), in("a.png"), in(".hidden.jpg")));
  }

  @Test
  void globMatchesAsInAShell() {
    assertEquals(List.of("a.png"), images(in("*.png")));
    assertEquals(List.of("a.png", "b.JPG"), images(in("[ab].*")));
    assertEquals(List.of("a.png", "b.JPG"), images(in("{a.png,b.JPG}")));
    assertEquals(List.of(".hidden.jpg"), images(in(".h*")));
    assertEquals(List.of("sub/c.webp", "sub/deep/d.tiff"), images(in("s*")));
    assertEquals(List.of("sub/deep/d.tiff"), images(in("*/deep/*")));
  }

  @Test
  void twoStarsMatchAnyDepth() {
    assertEquals(List.of("a.png"), images(in("**/*.png")));
    assertEquals(List.of("sub/deep/d.tiff"), images(in("**/d.*")));
    assertEquals(List.of("a.png", "b.JPG", "sub/c.webp", "sub/deep/d.tiff"), images(in("**")));
  }

  @Test
  void globThatMatchesNothingIsGivenAsItIs() {
    assertEquals(List.of("*.gif"), images(in("*.gif")));
    assertEquals(List.of("[.jpg"), images(in("[.jpg")));
  }

  @Test
  void fileWithGlobCharactersInItsNameIsThatFile() throws IOException {
    Files.createFile(folder.resolve("[ab].png"));
    assertEquals(List.of("[ab].png"), images(in("[ab].png")));
  }

  @Test
  void listOnStandardInputNamesFilesAndFolders() {
    String list = in("b.JPG") + "\r\n\n" + in("sub") + "\n" + in("gone.jpg");
    assertEquals(
        List.of("a.png", "b.JPG", "sub/c.webp", "sub/deep/d.tiff", "gone.jpg"),
        imagesWith(list, in("a.png"), "-"));
  }

  @Test
  void standardInputCannotBeReadTwice() {
    assertThrows(IllegalArgumentException.class, () -> new Inputs(List.of("-", "-")));
  }

  @Test
  void linksBackUpAreNotFollowedAndOtherLinksAre() throws IOException {
    Path other = Files.createDirectories(folder.resolve("sub/deep/other"));
    Files.createFile(other.resolve("f.bmp"));
    Files.createSymbolicLink(folder.resolve("sub/deep/up"), folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("z"), other);
    assertEquals(
        List.of("sub/c.webp", "sub/deep/d.tiff", "sub/deep/other/f.bmp"), images(in("sub")));
    assertEquals(List.of("z/f.bmp"), images(in("z")));
  }

  /** Java's paths cannot hold the null character. */
  @Test
  void impossibleNameBecomesAMissingFile() {
    assertEquals(List.of("a?b.jpg"), imagesWith("a\0b.jpg\n", "-"));
  }
}
