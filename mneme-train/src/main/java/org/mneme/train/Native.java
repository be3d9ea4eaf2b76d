package org.mneme.train;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.ScalarType;
import static org.bytedeco.pytorch.global.torch.empty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mneme.network.Shape;
import org.mneme.weights.DType;

/** Values between Java and libtorch, and libtorch's own errors in one line. */
@SuppressWarnings("try") // a scope acts by being there
final class Native {
  private Native() {}

  /**
   * Loads libtorch, or says why it cannot be.
   *
   * @param device {@code cpu} or {@code cuda}
   * @throws TrainingException on a machine whose native libraries are not in this build, or that
   *     has no such device
   */
  static void load(String device) throws TrainingException {
    // JavaCPP would take libtorch's own memory for a leak of Java's and refuse to continue.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    try {
      torch.get_num_threads();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new TrainingException(
          "libtorch cannot be loaded on %s %s: %s. A build with -Pcuda needs CUDA 13 and cuDNN 9 on the library path; for another machine than this one, build with -Pall-platforms."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), oneLine(e)),
          e);
    }
    if (device.equals("cuda") && !torch.cuda_is_available()) {
      throw new TrainingException(
          "device cuda: this build of libtorch finds no GPU. It needs an NVIDIA GPU with its driver, and Mneme built with -Pcuda; or take the cpu.");
    }
  }

  /**
   * Says how many threads libtorch has from now on, and OpenBLAS, which multiplies its matrices and
   * counts its threads by itself. Sums differ in their last digits with the number.
   */
  static void threads(int threads) {
    torch.set_num_threads(threads);
    blas_set_num_threads(threads);
  }

  /** A float32 tensor of a copy of the values; the caller's scope owns it. */
  static Tensor copyOf(org.mneme.weights.Tensor values) {
    Tensor tensor = empty(longs(values.shape()));
    if (values.type() == DType.FLOAT32) {
      bytes(tensor).put(values.bytes());
    } else {
      bytes(tensor).asFloatBuffer().put(values.floats());
    }
    return tensor;
  }

  /** Overwrites a tensor's values, whatever its strides. */
  static void overwrite(Tensor tensor, org.mneme.weights.Tensor values) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      tensor.copy_(copyOf(values));
    }
  }

  /** A copy of a float32 tensor's values on the heap. */
  static float[] floats(Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[Math.toIntExact(tensor.numel())];
      bytes(plain(tensor)).asFloatBuffer().get(values);
      return values;
    }
  }

  /** The tensor in C order on the CPU, outside the graph of gradients. */
  static Tensor plain(Tensor tensor) {
    return tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
  }

  /**
   * The memory of a float32 tensor in C order, little-endian. It must not be used after the tensor
   * is freed.
   */
  static ByteBuffer bytes(Tensor tensor) {
    if (tensor.numel() == 0) {
      return ByteBuffer.allocate(0);
    }
    BytePointer bytes = new BytePointer(tensor.data_ptr());
    return bytes.capacity(tensor.nbytes()).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static Shape shape(Tensor tensor) {
    int[] dims = new int[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(tensor.size(i));
    }
    return Shape.of(dims);
  }

  static long[] longs(Shape shape) {
    return shape.dims().stream().mapToLong(Integer::longValue).toArray();
  }

  /** The shape of {@code count} examples. */
  static long[] batch(int count, Shape shape) {
    long[] dims = new long[shape.rank() + 1];
    dims[0] = count;
    for (int i = 0; i < shape.rank(); i++) {
      dims[i + 1] = shape.dim(i);
    }
    return dims;
  }

  /** Whether libtorch or JavaCPP ran out of memory. */
  static boolean outOfMemory(Throwable error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return error instanceof OutOfMemoryError
        || message.contains("can't allocate memory")
        || message.contains("out of memory")
        || message.contains("bad_alloc");
  }

  /** libtorch's message without the stack of calls that it adds. */
  static String oneLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    int stack = message.indexOf("Exception raised from");
    return (stack > 0 ? message.substring(0, stack) : message)
        .strip()
        .replaceAll("\\s*\\R\\s*", " ");
  }
}
