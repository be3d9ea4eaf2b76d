package org.mneme.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.mneme.files.FileKind;
import org.mneme.network.Shape;
import org.mneme.weights.MappedFile;
import org.mneme.weights.MemoryBudget;
import org.mneme.weights.Quote;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/** Reads the mean of a training set's images: {@code .binaryproto}, or NumPy's {@code .npy}. */
public final class MeanFile {
  private MeanFile() {}

  /**
   * The mean image {@code [3, rows, columns]}, or one mean a channel {@code [3, 1, 1]}; colours in
   * the network's order, BGR for Caffe's own networks. The file's first bytes tell its format.
   *
   * @throws WeightsException if it is something else, damaged, or not of three channels; the
   *     message is one line that begins with the file
   */
  public static Tensor read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(file + ": is not a file that holds a mean image");
    }
    try (MappedFile mapped = new MappedFile(file)) {
      ByteBuffer bytes = mapped.slice("the mean image", 0, mapped.size());
      Optional<FileKind> other = FileKind.of(bytes).filter(kind -> kind != FileKind.NUMPY);
      if (other.isPresent()) {
        throw new WeightsException(other.get().insteadOf("a mean image (.binaryproto or .npy)"));
      }
      Tensor tensor = NpyFile.is(bytes) ? NpyFile.read(bytes) : blob(bytes);
      return new Tensor(tensor.type(), threeChannels(tensor.shape()), tensor.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new WeightsException(
          "%s: is no mean image (.binaryproto or .npy), or is cut off or damaged (%s)"
              .formatted(file, Quote.plain(String.valueOf(e.getMessage()))),
          e);
    } catch (WeightsException e) {
      throw new WeightsException(file + ": " + e.getMessage(), e);
    }
  }

  private static Tensor blob(ByteBuffer bytes) throws IOException {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    return new BlobReader(bytes, in, new MemoryBudget(bytes.remaining()))
        .read(() -> "the mean image");
  }

  private static Shape threeChannels(Shape shape) throws WeightsException {
    if (shape.equals(Shape.of(3))) {
      return Shape.of(3, 1, 1);
    }
    int from = shape.rank() - 3;
    boolean image = from >= 0 && shape.dim(from) == 3;
    for (int i = 0; i < from; i++) {
      image &= shape.dim(i) == 1;
    }
    if (!image || shape.size() == 0) {
      throw new WeightsException(
          "is %s; needed is the mean of colour images, [1, 3, rows, columns]".formatted(shape));
    }
    return Shape.of(3, shape.dim(from + 1), shape.dim(from + 2));
  }
}
