package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.remedy.RefusedException;

class DrawnPicturesTest {
  @TempDir Path folder;
  private String people;
  private String landscapes;

  @BeforeEach
  void makeFolders() throws IOException {
    people = folder("people", 60);
    landscapes = folder("landscapes", 90);
  }

  private String folder(String name, int pictures) throws IOException {
    Path place = Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < pictures; i++) {
      Files.createFile(place.resolve("%02d.jpg".formatted(i)));
    }
    return place.toString();
  }

  private static DrawnPictures draw(int count, int heldOut, String... pictures) {
    return DrawnPictures.of(
        QuantizeSettings.defaults()
            .withPictures(List.of(pictures))
            .withCount(count)
            .withHeldOut(heldOut));
  }

  @Test
  void everyKindGivesAsManyAndNoPictureIsUsedTwice() {
    DrawnPictures drawn = draw(21, 70, people, landscapes);

    assertEquals(21, drawn.fitted().size());
    assertEquals(11, drawn.fitted().stream().filter(p -> p.startsWith(people)).count());
    assertTrue(drawn.fitted().get(0).startsWith(people));
    assertTrue(drawn.fitted().get(1).startsWith(landscapes));
    assertEquals(21, drawn.last().size());
    assertEquals(List.of(people, landscapes), List.copyOf(drawn.heldOut().keySet()));
    List<Path> all = new ArrayList<>(drawn.fitted());
    all.addAll(drawn.last());
    drawn
        .heldOut()
        .forEach(
            (kind, pictures) -> {
              assertEquals(35, pictures.size());
              assertTrue(pictures.stream().allMatch(p -> p.startsWith(kind)));
              all.addAll(pictures);
            });
    assertEquals(all.size(), new HashSet<>(all).size());
  }

  @Test
  void theDrawDependsOnNothingButNamesAndSeed() {
    assertEquals(draw(20, 60, people, landscapes), draw(20, 60, people, landscapes));
  }

  /** A shell hands on the files of a folder one by one. */
  @Test
  void filesNamedSinglyAreOfTheirFoldersKind() throws IOException {
    try (var files = Files.list(Path.of(people))) {
      DrawnPictures drawn = draw(10, 30, files.map(Path::toString).toArray(String[]::new));

      assertEquals(Set.of(people), drawn.heldOut().keySet());
      assertEquals(30, drawn.heldOut().get(people).size());
    }
  }

  @Test
  void aPictureNamedTwiceIsOfTheFirstKindOnly() {
    RefusedException e =
        assertThrows(RefusedException.class, () -> draw(10, 30, people, people + "/*.jpg"));

    assertTrue(e.getMessage().contains("0 pictures found, 40 needed"), e.getMessage());
  }

  @Test
  void aKindWithTooFewPicturesIsNamed() {
    RefusedException e =
        assertThrows(RefusedException.class, () -> draw(40, 60, people, landscapes));

    assertTrue(e.getMessage().startsWith(people + ": 60 pictures found, 70 needed"), e.toString());
  }

  @Test
  void aNameThatNamesNothingIsSaid() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> draw(10, 30, people, "no such folder"));

    assertTrue(e.getMessage().startsWith("no such folder: no such file or folder"), e.toString());
  }
}
