package org.mneme.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.TestPictures;

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
    assertEquals(List.of("ab_c.jpg"), imagesWith("ab\0c.jpg\n", "-"));
  }

  /** What cannot be read is given too, so that it gets a row; what is no picture is not. */
  @Test
  void folderGivesEveryPictureWhetherItCanBeReadOrNot() throws IOException {
    Path all = Files.createDirectories(folder.resolve("all"));
    for (String name :
        List.of(
            "a.heic",
            "b.CR2",
            "c.jxl",
            "d.mpo",
            "e.avif",
            "f.jp2",
            "._a.jpg",
            ".DS_Store",
            "Thumbs.db",
            "a.xmp",
            "b.THM",
            "film.mp4",
            "list.csv",
            "@eaDir/a.jpg")) {
      Files.createDirectories(all.resolve(name).getParent());
      Files.createFile(all.resolve(name));
    }
    TestPictures.random(all.resolve("no-ending"), 1);
    TestPictures.random(all.resolve("g.png.download"), 1);
    Files.writeString(all.resolve("Makefile"), "all: thing");
    assertEquals(
        List.of(
            "a.heic", "b.CR2", "c.jxl", "d.mpo", "e.avif", "f.jp2", "g.png.download", "no-ending"),
        images(all.toString()).stream().map(name -> name.substring(4)).toList());
  }

  /** Made by a shell, as Java cannot name it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aNameThatIsNoTextIsGivenAsTheFileItIs() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("odd"));
    Path picture = TestPictures.random(folder.resolve("p.png"), 1);
    assertEquals(
        0,
        new ProcessBuilder(
                "sh",
                "-c",
                "cp \"$0\" \"$1/$(printf 'caf\\351.png')\"",
                picture.toString(),
                odd.toString())
            .start()
            .waitFor());
    List<Path> found = new ArrayList<>();
    new Inputs(List.of(odd.toString()))
        .images(InputStream.nullInputStream())
        .forEachRemaining(found::add);
    assertEquals(1, found.size());
    assertEquals(Files.size(picture), Files.size(found.get(0)));
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, true", "UTF-16LE, true", "UTF-16BE, true", "UTF-16LE, false", "UTF-8, false"})
  void listMayBeInAnyEncodingOfText(String charset, boolean mark) {
    String list = (mark ? "\uFEFF" : "") + in("b.JPG") + "\r\n" + in("a.png") + "\r\n";
    List<String> found = new ArrayList<>();
    new Inputs(List.of("-"))
        .images(new ByteArrayInputStream(list.getBytes(Charset.forName(charset))))
        .forEachRemaining(path -> found.add(folder.relativize(path).toString()));
    assertEquals(List.of("b.JPG", "a.png"), found);
  }

  @Test
  void argumentsThatNameNothingAreTold() {
    Inputs inputs =
        new Inputs(
            List.of(
                folder.toString(),
                in("gone"),
                in("*.png"),
                in("*.gif"),
                in("su*"),
                in("x/*"),
                "-"));
    assertEquals(List.of(in("gone"), in("*.gif"), in("x/*")), inputs.missing());
  }

  @Test
  void blankLinesEndPartsAndAFolderIsItsImages() {
    String list = "\n%s\nx.png\n \ny.png".formatted(folder);
    List<List<String>> parts = new ArrayList<>();
    Inputs.parts(new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)))
        .forEachRemaining(
            part -> {
              List<String> names = new ArrayList<>();
              part.forEachRemaining(image -> names.add(image.getFileName().toString()));
              parts.add(names);
            });
    assertEquals(
        List.of(
            List.of(), List.of("a.png", "b.JPG", "c.webp", "d.tiff", "x.png"), List.of("y.png")),
        parts);
  }
}
