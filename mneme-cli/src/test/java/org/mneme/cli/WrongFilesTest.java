package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.Shared;

/** Files that are something else than their names say, through every command that reads them. */
class WrongFilesTest {
  private static final String LFS =
      "version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 5\n";

  @TempDir private Path folder;

  /** Case 16: a clone's LFS pointer, Caffe's HDF5 snapshot, a refused download. */
  @ParameterizedTest
  @CsvSource({
    "lfs.caffemodel, 'is a Git LFS pointer, '",
    "w.caffemodel.h5, is an HDF5 file; needed is a .caffemodel",
    "page.caffemodel, is a web page; needed is a .caffemodel"
  })
  void weightsOfACaffeNetworkAreToldForWhatTheyAre(String name, String reason) {
    Path weights = Shared.path("cases/16-caffe-lfs-pointer/" + name);
    Path definition = Shared.path("cases/16-caffe-lfs-pointer/ok.prototxt");
    Cli cli =
        Cli.pipe(
            "models",
            "import",
            definition.toString(),
            "--weights",
            weights.toString(),
            "-o",
            folder.resolve("o.onnx").toString());
    assertEquals(1, cli.exit());
    assertTrue(cli.err().startsWith("mneme: %s: %s".formatted(weights, reason)), cli.err());
  }

  @ParameterizedTest
  @CsvSource({
    "m.prototxt, a network's definition (.prototxt)",
    "m.caffemodel, a .caffemodel",
    "m.binaryproto, a mean image (.binaryproto or .npy)",
    "m.npy, a mean image (.binaryproto or .npy)",
    "'m.pt', 'a PyTorch checkpoint (.pt, .pth) or .safetensors'",
    "'m.safetensors', 'a PyTorch checkpoint (.pt, .pth) or .safetensors'",
    "m.onnx, an ONNX model",
  })
  void aPointerInTheFilesPlaceIsSaidByEveryReader(String name, String needed) throws IOException {
    Path file = Files.writeString(folder.resolve(name), LFS);
    Cli cli = Cli.pipe("models", "inspect", file.toString());
    assertEquals(1, cli.exit());
    assertEquals(
        "mneme: %s: is a Git LFS pointer, which stands in the file's place; needed is %s. Fetch the file with: git lfs pull"
            .formatted(file, needed),
        cli.err().strip());
  }

  @Test
  void aModelThatIsStillPackedIsSaidByPredict() throws IOException {
    Path file = folder.resolve("m.onnx");
    Files.write(file, "\u001f\u008b\u0008\0\0".getBytes(StandardCharsets.ISO_8859_1));
    Path picture = Cli.picture(folder.resolve("a.png"), 1);
    Cli cli = Cli.pipe("predict", picture.toString(), "--model", file.toString());
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("is packed with gzip; needed is an ONNX model"), cli.err());
  }

  @ParameterizedTest
  @CsvSource({
    "predict, --model, memnet-caffe",
    "models, inspect, memnet-caffe",
    "models, fetch, MemNet-Caffe"
  })
  void theNetworkThatOnlyItsAuthorsGivePointsToItsPage(String a, String b, String c) {
    Cli cli = a.equals("predict") ? Cli.pipe(a, "../examples", b, c) : Cli.pipe(a, b, c);
    assertTrue(cli.exit() != 0);
    assertTrue(cli.err().contains("docs/caffe.md"), cli.err());
  }
}
