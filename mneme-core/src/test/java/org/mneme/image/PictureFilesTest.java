package org.mneme.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.Shared;

class PictureFilesTest {
  @TempDir private Path folder;

  /** By name alone: the files are empty. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jpg", "B.JPEG", "c.JFIF", "d.mpo", "e.png", "f.gif", "g.bmp", "h.tif", "i.tiff",
        "j.webp", "k.heic", "l.HEIF", "m.avif", "n.jp2", "o.jxl", "p.CR2", "q.cr3", "r.NEF",
        "s.ARW", "t.dng", "u.orf", "v.rw2", "w.RAF", "x.pef", "y.psd", "z.tar.jpg"
      })
  void whatEndsLikeAPictureIsOne(String name) throws IOException {
    assertTrue(PictureFiles.isPicture(Files.createFile(folder.resolve(name))));
  }

  /** Though all of them begin like a JPEG. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".DS_Store",
        "._photo.jpg",
        ".hidden.jpg",
        "photo.xmp",
        "photo.jpg.xmp",
        "MVI_1.THM",
        "Thumbs.db",
        "desktop.ini",
        "a.AAE"
      })
  void hiddenAndSideFilesAreNone(String name) throws IOException {
    assertFalse(PictureFiles.isPicture(begins(name, "\u00ff\u00d8\u00ff\u00e0")));
  }

  /** As browsers save what a server named otherwise, and mail programs what came along. */
  @ParameterizedTest
  @ValueSource(strings = {"photo.txt", "view.PHP", "image.html", "photo.pdf", "1.zip", "x.bin"})
  void aPictureUnderAnotherKindsEndingIsOneAndTheKindItselfIsNot(String name) throws IOException {
    assertTrue(PictureFiles.isPicture(begins(name, "\u00ff\u00d8\u00ff\u00e0")));
    assertTrue(PictureFiles.isPicture(begins(name, "\u0089PNG\r\n\u001a\n")));
    assertFalse(PictureFiles.isPicture(begins(name, "# Notes")));
    assertFalse(PictureFiles.isPicture(begins(name, "BMW is the make of a car")));
  }

  @ParameterizedTest
  @CsvSource({
    "'\u00ff\u00d8\u00ff\u00e0', true",
    "'\u0089PNG\r\n\u001a\n', true",
    "'GIF89a', true",
    "'RIFF\0\0\0\0WEBPVP8 ', true",
    "'II*\0\b\0\0\0', true",
    "'BM\0\0\0\0\0\0\0\0\66\0\0\0\50\0\0\0', true",
    "'\0\0\0\30ftypheic', true",
    "'\0\0\0\30ftypmif1\0\0\0\0mif1avif', true",
    "'\0\0\0\30ftypcrx ', true",
    "'\0\0\0\fjP  ', true",
    "'\0\0\0\fJXL ', true",
    "'FUJIFILMCCD-RAW', true",
    "'8BPS', true",
    "'\0\0\0\30ftypisom', false",
    "'BMW is the make of a car', false",
    "'%PDF-1.7', false",
    "'<svg xmlns=', false",
    "'# Notes', false",
    "'', false"
  })
  void whatHasNoEndingOrAnUnknownOneIsToldByItsFirstBytes(String start, boolean picture)
      throws IOException {
    for (String name : new String[] {"IMG_0001", "photo.jpg_large", "photo.tmp", "jpg"}) {
      assertEquals(picture, PictureFiles.isPicture(begins(name, start)), name);
    }
  }

  @Test
  void everySharedPictureIsToldWithoutItsEnding() throws IOException {
    try (var files = Files.list(Shared.path("data/images/files"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!String.valueOf(file.getFileName()).startsWith("bad-")) {
          Path copy = Files.copy(file, folder.resolve(file.getFileName() + ".download"));
          assertTrue(PictureFiles.isPicture(copy), file.toString());
        }
      }
    }
  }

  @Test
  void whatIsNoFileIsNoneUnlessItsNameSaysSo() throws IOException {
    assertFalse(PictureFiles.isPicture(Files.createDirectory(folder.resolve("x"))));
    assertFalse(PictureFiles.isPicture(folder.resolve("gone")));
    assertTrue(PictureFiles.isPicture(folder.resolve("gone.jpg")));
  }

  @Test
  void hiddenFoldersAndServersCopiesAreNotSearched() {
    assertTrue(PictureFiles.isSearched("holiday"));
    assertFalse(PictureFiles.isSearched(".git"));
    assertFalse(PictureFiles.isSearched("@eaDir"));
  }

  private Path begins(String name, String start) throws IOException {
    return Files.write(folder.resolve(name), start.getBytes(ISO_8859_1));
  }
}
