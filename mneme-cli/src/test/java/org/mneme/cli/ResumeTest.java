package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.golden.ExternalWeights;
import org.mneme.predict.SettingsFile;

class ResumeTest {
  @TempDir Path folder;
  private String model = "";

  /** Names that CSV must quote, a failure, and one image twice. */
  private final List<String> images = new ArrayList<>();

  @BeforeEach
  void makeModelAndImages() throws IOException {
    model = Cli.tinyModel(folder, 1).toString();
    for (String name : List.of("a.png", "two, \"b\".png", "line\nfeed.png", "ünï.png")) {
      images.add(Cli.picture(folder.resolve("photos").resolve(name), name.length()).toString());
    }
    images.add(Files.writeString(folder.resolve("photos/broken.png"), "no picture").toString());
    images.add(images.get(0));
  }

  /** With a batch of one, a score does not depend on which images are scored beside it. */
  private Cli predict(Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--model", model, "--batch", "1"));
    arguments.addAll(List.of("--output", output.toString()));
    arguments.addAll(List.of(more));
    arguments.addAll(images);
    return Cli.pipe(arguments.toArray(String[]::new));
  }

  private Path output(Format format) {
    return folder.resolve("scores." + format.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "JSONL"})
  void commandFinishesWhatWasCut(Format format) throws IOException {
    Path file = output(format);
    assertEquals(0, predict(file).exit());
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut += 37) {
      Files.write(file, Arrays.copyOf(whole, cut));
      Cli cli = predict(file, "--resume");
      assertEquals(0, cli.exit(), cli.err());
      assertArrayEquals(whole, Files.readAllBytes(file), "cut at byte " + cut);
    }
  }

  @Test
  void finishedRowsAreNotScoredAgain() throws IOException {
    Path file = output(Format.CSV);
    // No model gives this score.
    Files.writeString(file, "image,score,error\n" + images.get(0) + ",42.5,\n");
    Cli cli = predict(file, "--resume");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(Files.readString(file).contains(images.get(0) + ",42.5,\n"));
    assertTrue(cli.err().contains("4 images scored"), cli.err());
    assertTrue(cli.err().contains("1 done before, 1 failed"), cli.err());
  }

  @Test
  void failuresOfTheFirstPartCountForStrict() throws IOException {
    Path file = output(Format.CSV);
    assertEquals(0, predict(file).exit());
    Cli cli = predict(file, "--resume", "--strict");
    assertEquals(3, cli.exit());
    assertTrue(cli.err().startsWith("0 images scored"), cli.err());
  }

  @Test
  void withoutAFileItStartsOne() throws IOException {
    Path first = output(Format.CSV);
    assertEquals(0, predict(first, "--resume").exit());
    Path second = folder.resolve("again.csv");
    assertEquals(0, predict(second).exit());
    assertEquals(Files.readString(second), Files.readString(first));
  }

  @Test
  void withoutResumeTheFileIsWrittenAnew() throws IOException {
    Path file = Files.writeString(output(Format.CSV), "old\n");
    assertEquals(0, predict(file).exit());
    assertTrue(Files.readString(file).startsWith("image,score,error\n"));
  }

  @Test
  void otherSettingsAreRefusedAndTheFileIsLeftAlone() throws IOException {
    Path file = output(Format.CSV);
    predict(file);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 100);
    Files.write(file, torn);
    for (String[] other :
        List.of(
            new String[] {"--crops", "ten"},
            new String[] {"--decode", "pillow"},
            new String[] {"--size", "30x30", "--crop", "8", "--override-preprocessing"},
            new String[] {"--model", Cli.tinyModel(folder, 2).toString()})) {
      List<String> more = new ArrayList<>(List.of("--resume"));
      more.addAll(List.of(other));
      if (other[0].equals("--model")) {
        model = other[1];
        more.subList(1, 3).clear();
      }
      Cli cli = predict(file, more.toArray(String[]::new));
      assertEquals(1, cli.exit(), String.join(" ", other));
      assertTrue(cli.err().startsWith("mneme: " + file + ": was begun with another "), cli.err());
      assertEquals(1, cli.err().lines().count(), cli.err());
      assertArrayEquals(torn, Files.readAllBytes(file));
    }
  }

  @Test
  void scoresOfUnknownSettingsAreContinued() throws IOException {
    Path file = output(Format.CSV);
    predict(file);
    Files.delete(SettingsFile.beside(file));
    assertEquals(0, predict(file, "--resume", "--crops", "ten").exit());
  }

  /** The released form, 1.0, knew a model by parts of its file only. */
  @Test
  void settingsOfAnOlderVersionAreNamed() throws IOException {
    Path file = output(Format.CSV);
    predict(file);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 100);
    Files.write(file, torn);
    Files.writeString(
        SettingsFile.beside(file),
        """
        {
          "model" : "tiny",
          "fingerprint" : "1234-0123456789abcdef",
          "crops" : "CENTRE",
          "decode" : "NATURAL",
          "preprocessing" : {"width" : 8, "height" : 8, "crop" : 8}
        }
        """);
    Cli cli = predict(file, "--resume");
    assertEquals(1, cli.exit());
    assertEquals(1, cli.err().lines().count(), cli.err());
    assertTrue(cli.err().contains("an older version of Mneme"), cli.err());
    assertArrayEquals(torn, Files.readAllBytes(file));
  }

  /** The model's own file stays as it was. */
  @Test
  void replacedExternalWeightsAreAnotherModel() throws IOException {
    Path split = ExternalWeights.split(Path.of(model), folder.resolve("split.onnx"));
    model = split.toString();
    Path file = output(Format.CSV);
    assertEquals(0, predict(file).exit());
    byte[] whole = Files.readAllBytes(file);
    assertEquals(0, predict(file, "--resume").exit());
    assertArrayEquals(whole, Files.readAllBytes(file));

    Path other = ExternalWeights.split(Cli.tinyModel(folder, 2), folder.resolve("other.onnx"));
    Files.move(
        ExternalWeights.dataOf(other),
        ExternalWeights.dataOf(split),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(file, Arrays.copyOf(whole, 100));
    Cli cli = predict(file, "--resume");
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("was begun with another sha256"), cli.err());
    assertEquals(100, Files.size(file));
  }

  @Test
  void filesOfOthersAreRefusedAndLeftAlone() throws IOException {
    for (String text :
        List.of(
            "name,value\na.jpg,1\n",
            "image,score,error\na.jpg,high,\n",
            "image,score,error\na.jpg,0.5\n",
            "image,score,error\n\"a\"b.jpg,0.5,\n",
            "x".repeat(1 << 21))) {
      Path file = Files.writeString(output(Format.CSV), text);
      assertRefused(file, text);
    }
    for (String text :
        List.of("no json\n", "[]\n", "{\"image\":\"a.jpg\"}\n", "{\"image\":1,\"score\":1}\n")) {
      assertRefused(Files.writeString(output(Format.JSONL), text), text);
    }
  }

  private void assertRefused(Path file, String text) throws IOException {
    Cli cli = predict(file, "--resume");
    assertEquals(1, cli.exit(), cli.err());
    assertEquals(1, cli.err().lines().count(), cli.err());
    assertTrue(cli.err().contains(file.toString()), cli.err());
    assertEquals(text, Files.readString(file, StandardCharsets.UTF_8));
    assertFalse(Files.exists(SettingsFile.beside(file)));
  }
}
