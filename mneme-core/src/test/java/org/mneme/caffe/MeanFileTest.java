package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.caffe.CaffeFiles.Blob;
import org.mneme.caffe.CaffeFiles.Form;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

class MeanFileTest {
  @TempDir Path folder;

  /** A BlobProto of 0, 1, 2 ... */
  static byte[] binaryProto(Form form, Shape shape) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    int[] next = {0};
    CaffeFiles.writeBlob(out, form, new Blob(shape, () -> next[0]++));
    out.flush();
    return bytes.toByteArray();
  }

  /** NumPy's format 1.0, with float32 values 0, 1, 2 ... in as many bytes as asked for. */
  static byte[] npy(String type, String shape, int bytes) {
    String dict = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    String header = dict + " ".repeat((64 - (dict.length() + 11) % 64) % 64) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < bytes / 4; i++) {
      file.putFloat(i);
    }
    return file.array();
  }

  private Tensor read(byte[] bytes) throws IOException {
    return MeanFile.read(Files.write(folder.resolve("mean"), bytes));
  }

  @Test
  void eitherFormatOfEitherShapeIsTheMeanImage() throws IOException {
    float[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    byte[][] files = {
      binaryProto(Form.V1, Shape.of(3, 2, 2)),
      binaryProto(Form.V2, Shape.of(1, 3, 2, 2)),
      npy("<f4", "(3, 2, 2)", 48),
      npy("<f4", "(1, 3, 2, 2)", 48)
    };
    for (byte[] file : files) {
      Tensor mean = read(file);
      assertEquals(Shape.of(3, 2, 2), mean.shape());
      assertArrayEquals(expected, mean.floats());
    }
  }

  @Test
  void theMeanOfGrayImagesHasOneChannel() throws IOException {
    assertEquals(Shape.of(1, 2, 3), read(binaryProto(Form.V1, Shape.of(1, 2, 3))).shape());
    assertEquals(Shape.of(1, 2, 3), read(npy("<f4", "(1, 2, 3)", 24)).shape());
    assertEquals(Shape.of(1, 1, 1), read(npy("<f4", "(1,)", 4)).shape());
  }

  @Test
  void oneMeanAChannelIsAnImageOfOnePixel() throws IOException {
    assertEquals(Shape.of(3, 1, 1), read(npy("<f4", "(3,)", 12)).shape());
    assertEquals(Shape.of(3, 1, 1), read(binaryProto(Form.V1, Shape.of(3, 1, 1))).shape());
  }

  static Stream<Arguments> refused() throws IOException {
    return Stream.of(
        arguments("is [1, 2, 2, 2]; needed is", binaryProto(Form.V1, Shape.of(2, 2, 2))),
        arguments("is [2, 3, 2, 2]; needed is", binaryProto(Form.V1, Shape.of(2, 3, 2, 2))),
        arguments(
            "is plain text; needed is a mean image",
            "not a mean image".getBytes(StandardCharsets.US_ASCII)),
        arguments("is a .npy of '{'descr': '>f4'", npy(">f4", "(3, 2, 2)", 48)),
        arguments("does not fit its values", npy("<f4", "(3, 2, 2)", 44)),
        arguments("does not fit its values", npy("<f4", "(99999999999,)", 48)),
        arguments("does not fit its values", npy("<f8", "(3, 2, 2)", 48)),
        arguments("is [3, 4]; needed is", npy("<f4", "(3, 4)", 48)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoMeanOfImagesIsRefused(String reason, byte[] bytes) {
    WeightsException error = assertThrows(WeightsException.class, () -> read(bytes));
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith(folder.resolve("mean") + ": ") && message.contains(reason), message);
  }
}
