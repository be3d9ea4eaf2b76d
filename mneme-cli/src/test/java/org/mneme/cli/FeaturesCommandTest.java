package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesCommandTest {
  @TempDir Path folder;
  private Path pictures;

  @BeforeEach
  void makeModelAndPictures() throws IOException {
    Cli.tinyModel(folder, 1);
    pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 12; i++) {
      Cli.picture(pictures.resolve("%02d.png".formatted(i)), i);
    }
    Files.writeString(pictures.resolve("bad.png"), "no picture");
  }

  private Cli features(String... words) {
    List<String> all = new ArrayList<>(List.of("features"));
    for (String word : words) {
      all.add(
          word.replace("PICTURES", pictures.toString())
              .replace("MODEL", folder.resolve("tiny1.onnx").toString())
              .replace("OUT", folder.resolve("out").toString()));
    }
    return Cli.at(folder.resolve("home"), all.toArray(String[]::new));
  }

  private String out(String ending) throws IOException {
    return Files.readString(folder.resolve("out" + ending));
  }

  @Test
  void aRowForEachImageAlsoForABadOne() throws IOException {
    Cli cli = features("PICTURES", "-m", "MODEL", "--layer", "fc", "-l", "score", "-o", "OUT.csv");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(
        cli.err().contains("12 images in") && cli.err().contains("1 failed; 2 columns"), cli.err());
    List<String> lines = out(".csv").lines().toList();
    assertEquals("image,error,fc:values.0,score:values.0", lines.get(0));
    assertEquals(14, lines.size());
    assertTrue(lines.get(13).contains("bad.png"), lines.get(13));
    Cli again =
        features("PICTURES", "-m", "MODEL", "-l", "fc", "-l", "score", "-o", "OUT.csv", "--resume");
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("13 done before"), again.err());
    assertEquals(lines, out(".csv").lines().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          PICTURES -m MODEL -l fcc -o OUT.csv                | 1 | has no layer 'fcc'; nearest names: fc
          PICTURES -m MODEL -l fc:mean -o OUT.csv            | 1 | layer 'fc' gives [1] numbers
          PICTURES -m MODEL -l fc -o OUT.xlsx                | 2 | name it .csv, .parquet or .npy
          PICTURES -m MODEL -l fc                            | 2 | features need --layer NAME and --output FILE
          PICTURES -m MODEL -o OUT.csv                       | 2 | features need --layer NAME
          -m MODEL -l fc -o OUT.csv                          | 2 | images are needed
          PICTURES -m MODEL -l fc -o OUT.parquet --resume    | 2 | --resume needs --output FILE.csv or FILE.npy
          PICTURES/none -m MODEL -l fc -o OUT.csv            | 1 | no such file or folder
          PICTURES/bad.png -m MODEL -l fc -o OUT.csv         | 1 | no image has features
          top PICTURES -m MODEL -l fx -o OUT.html            | 1 | has no layer 'fx'
          top PICTURES -m MODEL -l fc -o OUT.npy             | 2 | name it .html or .csv
          top PICTURES -m MODEL -l fc --units 0-5 -o OUT.html | 2 | layer 'fc' has 1 units
          top PICTURES -m MODEL -l fc --units b -o OUT.html  | 2 | write FROM-TO, such as 0-63
          top PICTURES -m MODEL -l fc --count 0 -o OUT.html  | 2 | --count must be 1 to 100
          top PICTURES -m MODEL -l fc --units 0 -o OUT.csv   | 2 | --units would be ignored
          map PICTURES -m MODEL -l fc -o OUT.npy             | 2 | name it .html or .csv
          map PICTURES -m MODEL -l fc --perplexity 9 -o OUT.html | 2 | --perplexity would be ignored: it is for --method tsne
          map PICTURES -m MODEL -l fc --method tsne -o OUT.html | 1 | a perplexity of 30.0 needs more than 90 images; 12 could be read
          map PICTURES/01.png -m MODEL -l fc -o OUT.html     | 1 | a map needs three images at least; 1 could be read
          neighbours PICTURES --of PICTURES/none.png -m MODEL -l fc | 1 | none.png: no such file
          neighbours PICTURES --of PICTURES/bad.png -m MODEL -l fc | 1 | bad.png
          neighbours PICTURES --of PICTURES/01.png -m MODEL -l fc --count 0 | 2 | --count must be 1 to 1000
          neighbours PICTURES/01.png --of PICTURES/01.png -m MODEL -l fc | 1 | no other image could be compared
          top PICTURES/bad.png -m MODEL -l fc -o OUT.html    | 1 | no image could be read
          """)
  void badInputIsOneClearLine(String command, int exit, String message) {
    Cli cli = features(command.split(" +", -1));
    assertEquals(exit, cli.exit(), cli.err());
    assertTrue(cli.err().contains(message), cli.err());
    assertFalse(cli.err().contains("\tat "), cli.err());
  }

  @Test
  void theStrongestImagesOfEachUnitAreOnAPageAndInATable() throws IOException {
    Cli csv = features("top", "PICTURES", "-m", "MODEL", "-l", "flatten", "-o", "OUT.csv");
    assertEquals(0, csv.exit(), csv.err());
    List<String> lines = out(".csv").lines().toList();
    assertEquals("unit,rank,image,value,row,column", lines.get(0));
    assertEquals(1 + 192 * 9, lines.size());
    Cli page =
        features(
            "top", "PICTURES", "-m", "MODEL", "-l", "flatten", "--units", "3-4", "-o", "OUT.html");
    assertEquals(0, page.exit(), page.err());
    String html = out(".html");
    assertTrue(html.contains("id=\"unit-3\"") && html.contains("id=\"unit-4\""), html);
    assertFalse(html.contains("id=\"unit-5\""));
    assertEquals(18, html.split("data:image/jpeg", -1).length - 1);
    assertTrue(page.err().contains("bad.png"), page.err());
  }

  @Test
  void neighboursAreListedTheNearestFirst() throws IOException {
    Files.copy(pictures.resolve("03.png"), pictures.resolve("copy.png"));
    String query = "PICTURES/03.png";
    Cli table = features("neighbours", "PICTURES", "--of", query, "-m", "MODEL", "-l", "flatten");
    assertEquals(0, table.exit(), table.err());
    List<String> lines = table.out().lines().toList();
    assertEquals(10, lines.size());
    assertTrue(
        lines.get(1).strip().startsWith("0.0000") && lines.get(1).endsWith("copy.png"),
        lines.get(1));
    for (String ending : List.of(".csv", ".html")) {
      Cli file =
          features(
              "neighbours",
              "PICTURES",
              "--of",
              query,
              "-m",
              "MODEL",
              "-l",
              "flatten",
              "--count",
              "3",
              "--distance",
              "euclidean",
              "-o",
              "OUT" + ending);
      assertEquals(0, file.exit(), file.err());
    }
    assertEquals(4, out(".csv").lines().count());
    assertEquals(4, out(".html").split("data:image/jpeg", -1).length - 1);
  }

  @Test
  void aMapHasADotForEachImageWithItsScore() throws IOException {
    for (String ending : List.of(".csv", ".html")) {
      Cli map = features("map", "PICTURES", "-m", "MODEL", "-l", "flatten", "-o", "OUT" + ending);
      assertEquals(0, map.exit(), map.err());
      assertTrue(map.err().contains("12 images by 192 numbers each"), map.err());
    }
    assertEquals(13, out(".csv").lines().count());
    assertTrue(out(".csv").lines().skip(1).allMatch(l -> l.split(",", -1)[3].startsWith("0.")));
    assertEquals(12, out(".html").split("<circle", -1).length - 1);
    assertTrue(out(".html").contains("of what sets them apart is seen here"));
  }
}
