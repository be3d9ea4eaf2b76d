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
   * {@return the mean image {@code [channels, rows, columns]}, or one mean a channel {@code
   * [channels, 1, 1]}: three channels in the network's order, BGR for Caffe's own networks, or one
   * of gray images} The file's first bytes tell its format.
   *
   * @param file {@code .binaryproto} or {@code .npy}
   * @throws WeightsException if it is something else, damaged, or not of three channels or one; the
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
      return new Tensor(tensor.type(), channels(tensor.shape()), tensor.bytes());
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

  private static Shape channels(Shape shape) throws WeightsException {
    if (shape.rank() == 1 && (shape.dim(0) == 3 || shape.dim(0) == 1)) {
      return Shape.of(shape.dim(0), 1, 1);
    }
    int from = shape.rank() - 3;
    boolean image = from >= 0 && (shape.dim(from) == 3 || shape.dim(from) == 1);
    for (int i = 0; i < from; i++) {
      image &= shape.dim(i) == 1;
    }
    if (!image || shape.size() == 0) {
      throw new WeightsException(
          "is %s; needed is the mean of images, [1, 3, rows, columns], or [1, 1, rows, columns] of gray ones"
              .formatted(shape));
    }
    return Shape.of(shape.dim(from), shape.dim(from + 1), shape.dim(from + 2));
  }
}
