package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

/**
 * Each layer against its definition in Caffe 1.0, written here once more in double precision as
 * plain loops. 1e-5 of the largest value allows for float32.
 */
class CaffeLayersTest {
  private static final double TOLERANCE = 1e-5;
  private static final Shape INPUT = Shape.of(4, 5, 6);

  private final Random random = new Random(1);

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private Tensor tensor(int... shape) {
    return Tensor.of(Shape.of(shape), values(Math.toIntExact(Shape.of(shape).size())));
  }

  private static float[] forward(
      String layers, Map<String, Tensor> blobs, Shape shape, float[] inputs) throws IOException {
    Path folder = Files.createTempDirectory("caffe");
    try {
      String input =
          "layer { name: 'in' type: 'Input' top: 'data' input_param { shape { dim: 2 %s } } }\n"
              .formatted(Forward.dims(shape.dims()));
      return Forward.of(input + layers, blobs, shape, inputs, folder);
    } finally {
      Files.deleteIfExists(folder.resolve("forward.prototxt"));
      Files.delete(folder);
    }
  }

  /** One layer named 'x' that reads 'data'. */
  private static String layer(String type, String settings) {
    return "layer { name: 'x' type: '%s' bottom: 'data' top: 'x' %s }".formatted(type, settings);
  }

  /** What a layer gives for each value: a function of the value and its channel. */
  private interface Each {
    double of(double value, int channel);
  }

  private void assertEach(String layers, Map<String, Tensor> blobs, Each expected)
      throws IOException {
    float[] inputs = values(2 * (int) INPUT.size());
    float[] wanted = new float[inputs.length];
    int plane = INPUT.dim(1) * INPUT.dim(2);
    for (int i = 0; i < inputs.length; i++) {
      wanted[i] = (float) expected.of(inputs[i], i / plane % INPUT.dim(0));
    }
    Forward.assertClose(layers, wanted, forward(layers, blobs, INPUT, inputs), TOLERANCE);
  }

  @Test
  void functionsOfOneValue() throws IOException {
    assertEach(layer("ReLU", ""), Map.of(), (v, c) -> Math.max(0, v));
    assertEach(
        layer("ReLU", "relu_param { negative_slope: 0.25 engine: CAFFE }"),
        Map.of(),
        (v, c) -> v > 0 ? v : .25 * v);
    assertEach(layer("Sigmoid", ""), Map.of(), (v, c) -> 1 / (1 + Math.exp(-v)));
    assertEach(layer("TanH", ""), Map.of(), (v, c) -> Math.tanh(v));
    assertEach(layer("Dropout", ""), Map.of(), (v, c) -> v);
    assertEach(layer("Power", ""), Map.of(), (v, c) -> v);
    assertEach(
        layer("Power", "power_param { power: 3 scale: 0.5 shift: -1 }"),
        Map.of(),
        (v, c) -> Math.pow(.5 * v - 1, 3));
    assertEach(layer("Power", "power_param { shift: 2 }"), Map.of(), (v, c) -> v + 2);
  }

  @Test
  void functionsOfOneValueAndItsChannel() throws IOException {
    Tensor slopes = tensor(4);
    assertEach(
        layer("PReLU", ""), Map.of("x.0", slopes), (v, c) -> v > 0 ? v : slopes.floats()[c] * v);
    // A shared slope is a blob without dimensions in Caffe.
    assertEach(
        layer("PReLU", "prelu_param { channel_shared: true filler { value: 0.1 } }"),
        Map.of("x.0", Tensor.of(Shape.of(), .2f)),
        (v, c) -> v > 0 ? v : .2 * v);
    Tensor factors = tensor(4);
    Tensor offsets = tensor(4);
    assertEach(layer("Scale", ""), Map.of("x.0", factors), (v, c) -> factors.floats()[c] * v);
    assertEach(
        layer("Scale", "scale_param { bias_term: true axis: -3 }"),
        Map.of("x.0", factors, "x.1", offsets),
        (v, c) -> factors.floats()[c] * v + offsets.floats()[c]);
  }

  /** Caffe keeps sums, and what to divide them by, in three blobs; Scale is the other half. */
  @Test
  void batchNormAndScaleInPlace() throws IOException {
    Tensor means = tensor(4);
    Tensor variances = Tensor.of(Shape.of(4), 3, 1, 4, 1.5f);
    Tensor factors = tensor(4);
    Tensor offsets = tensor(4);
    String both =
        layer("BatchNorm", "batch_norm_param { eps: 0.01 }")
            + "layer { name: 's' type: 'Scale' bottom: 'x' top: 'x'"
            + " scale_param { bias_term: true } }";
    for (float count : new float[] {2.5f, 0}) {
      double divisor = count == 0 ? 0 : 1 / count;
      assertEach(
          both,
          Map.of(
              "x.0", means,
              "x.1", variances,
              "x.2", Tensor.of(Shape.of(1), count),
              "s.0", factors,
              "s.1", offsets),
          (v, c) ->
              (v - means.floats()[c] * divisor)
                      / Math.sqrt(variances.floats()[c] * divisor + .01)
                      * factors.floats()[c]
                  + offsets.floats()[c]);
    }
  }

  @Test
  void eltwiseAndSplit() throws IOException {
    String two =
        "layer { name: 'sp' type: 'Split' bottom: 'data' top: 'p' top: 'q' }"
            + "layer { name: 't' type: 'TanH' bottom: 'q' top: 't' }"
            + "layer { name: 'x' type: 'Eltwise' bottom: 'p' bottom: 't' top: 'x'"
            + " eltwise_param { %s } }";
    assertEach(two.formatted(""), Map.of(), (v, c) -> v + Math.tanh(v));
    assertEach(
        two.formatted("operation: SUM coeff: 0.5 coeff: -2"),
        Map.of(),
        (v, c) -> .5 * v - 2 * Math.tanh(v));
    assertEach(two.formatted("operation: PROD"), Map.of(), (v, c) -> v * Math.tanh(v));
    assertEach(two.formatted("operation: MAX"), Map.of(), (v, c) -> Math.max(v, Math.tanh(v)));
    String three =
        "layer { name: 'x' type: 'Eltwise' bottom: 'data' bottom: 'data' bottom: 'data' top: 'x'"
            + " eltwise_param { operation: PROD } }";
    assertEach(three, Map.of(), (v, c) -> v * v * v);
  }

  @Test
  void softmaxSumsOverChannelsAtEachPlace() throws IOException {
    float[] inputs = values((int) INPUT.size());
    float[] wanted = new float[inputs.length];
    for (int place = 0; place < 30; place++) {
      double sum = 0;
      for (int c = 0; c < 4; c++) {
        sum += Math.exp(inputs[c * 30 + place]);
      }
      for (int c = 0; c < 4; c++) {
        wanted[c * 30 + place] = (float) (Math.exp(inputs[c * 30 + place]) / sum);
      }
    }
    Forward.assertClose(
        "softmax", wanted, forward(layer("Softmax", ""), Map.of(), INPUT, inputs), TOLERANCE);
  }

  /** An inner product takes channels, rows and columns in this order; its weights either way. */
  @Test
  void innerProductOfAFlattenedAndJoinedImage() throws IOException {
    float[] inputs = values(120);
    Tensor weight = tensor(3, 240);
    Tensor bias = tensor(3);
    float[] transposed = new float[720];
    float[] wanted = new float[3];
    float[] biased = new float[3];
    for (int out = 0; out < 3; out++) {
      double sum = 0;
      for (int i = 0; i < 240; i++) {
        sum += (double) weight.floats()[out * 240 + i] * inputs[i % 120];
        transposed[i * 3 + out] = weight.floats()[out * 240 + i];
      }
      wanted[out] = (float) sum;
      biased[out] = (float) (sum + bias.floats()[out]);
    }
    String join = "layer { name: 'c' type: 'Concat' bottom: 'data' bottom: 'data' top: 'c' }";
    String product =
        "layer { name: 'x' type: 'InnerProduct' bottom: 'c' top: 'x'"
            + " inner_product_param { num_output: 3 %s } }";
    Map<String, Tensor> both = Map.of("x.0", weight, "x.1", bias);
    Forward.assertClose(
        "with bias", biased, forward(join + product.formatted(""), both, INPUT, inputs), TOLERANCE);
    String flat = "layer { name: 'f' type: 'Flatten' bottom: 'c' top: 'c' }";
    Forward.assertClose(
        "transposed, without bias, flattened before",
        wanted,
        forward(
            join + flat + product.formatted("bias_term: false transpose: true"),
            Map.of("x.0", Tensor.of(Shape.of(240, 3), transposed)),
            INPUT,
            inputs),
        TOLERANCE);
  }

  /** A convolution with groups, holes, stride and padding, given as one or as two numbers. */
  @Test
  void convolutionWithGroupsAndDilation() throws IOException {
    int[] size = {4, 9, 8};
    float[] inputs = values(4 * 9 * 8);
    Tensor weight = tensor(6, 2, 3, 3);
    Tensor bias = tensor(6);
    int rows = (9 + 2 * 2 - 5) / 2 + 1;
    int columns = (8 + 2 * 2 - 5) / 2 + 1;
    float[] wanted = new float[6 * rows * columns];
    for (int i = 0; i < wanted.length; i++) {
      int out = i / (rows * columns);
      double sum = bias.floats()[out];
      for (int k = 0; k < 18; k++) {
        int y = i / columns % rows * 2 - 2 + k / 3 % 3 * 2;
        int x = i % columns * 2 - 2 + k % 3 * 2;
        int in = out / 3 * 2 + k / 9;
        if (y >= 0 && y < 9 && x >= 0 && x < 8) {
          sum += (double) weight.floats()[out * 18 + k] * inputs[(in * 9 + y) * 8 + x];
        }
      }
      wanted[i] = (float) sum;
    }
    String settings = "convolution_param { num_output: 6 group: 2 dilation: 2 pad: 2 %s }";
    for (String way :
        new String[] {
          "kernel_size: 3 stride: 2",
          "kernel_size: [3, 3] stride: 2 stride: 2 weight_filler { type: 'xavier' }",
          "kernel_h: 3 kernel_w: 3 stride_h: 2 stride_w: 2"
        }) {
      float[] found =
          forward(
              layer("Convolution", settings.formatted(way)),
              Map.of("x.0", weight, "x.1", bias),
              Shape.of(size),
              inputs);
      Forward.assertClose(way, wanted, found, TOLERANCE);
    }
  }

  /** lrn_layer.cpp: across channels, and within a channel as the mean square of a window. */
  @Test
  void localResponseNormalisationEitherWay() throws IOException {
    float[] inputs = values(120);
    float[] across = new float[120];
    float[] within = new float[120];
    for (int i = 0; i < 120; i++) {
      double channels = 0;
      for (int c = Math.max(0, i / 30 - 1); c <= Math.min(3, i / 30 + 1); c++) {
        channels += Math.pow(inputs[c * 30 + i % 30], 2);
      }
      across[i] = (float) (inputs[i] / Math.pow(2 + .5 / 3 * channels, .6));
      double window = 0;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int y = i / 6 % 5 + dy;
          int x = i % 6 + dx;
          if (y >= 0 && y < 5 && x >= 0 && x < 6) {
            window += Math.pow(inputs[i / 30 * 30 + y * 6 + x], 2);
          }
        }
      }
      within[i] = (float) (inputs[i] / Math.pow(1 + .5 / 9 * window, .6));
    }
    String settings = "lrn_param { local_size: 3 alpha: 0.5 beta: 0.6 %s }";
    Forward.assertClose(
        "across",
        across,
        forward(layer("LRN", settings.formatted("k: 2")), Map.of(), INPUT, inputs),
        TOLERANCE);
    Forward.assertClose(
        "within",
        within,
        forward(
            layer("LRN", settings.formatted("norm_region: WITHIN_CHANNEL")),
            Map.of(),
            INPUT,
            inputs),
        TOLERANCE);
  }

  @Test
  void globalPoolingTakesTheWholeImage() throws IOException {
    float[] inputs = values(120);
    float[] largest = new float[4];
    float[] means = new float[4];
    for (int c = 0; c < 4; c++) {
      float[] plane = Arrays.copyOfRange(inputs, 30 * c, 30 * c + 30);
      double sum = 0;
      largest[c] = plane[0];
      for (float value : plane) {
        sum += value;
        largest[c] = Math.max(largest[c], value);
      }
      means[c] = (float) (sum / 30);
    }
    String global = "pooling_param { pool: %s global_pooling: true }";
    Forward.assertClose(
        "MAX",
        largest,
        forward(layer("Pooling", global.formatted("MAX")), Map.of(), INPUT, inputs),
        TOLERANCE);
    Forward.assertClose(
        "AVE",
        means,
        forward(layer("Pooling", global.formatted("AVE")), Map.of(), INPUT, inputs),
        TOLERANCE);
  }

  /**
   * pooling_layer.cpp: sizes rounded up, a last window that would begin in the padding dropped,
   * averages divided by the window's part of the padded image. Any size, also a kernel larger than
   * the image.
   */
  @Property(tries = 150)
  void poolingOfAnySize(
      @ForAll boolean max,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 3) int pad)
      throws IOException {
    Assume.that(pad < kernel);
    int rows = pooled(height, kernel, stride, pad);
    int columns = pooled(width, kernel, stride, pad);
    Assume.that(rows > 0 && columns > 0);
    Assume.that(pad > 0 || ((rows - 1) * stride < height && (columns - 1) * stride < width));
    float[] inputs = values(2 * height * width);
    float[] wanted = new float[2 * rows * columns];
    for (int i = 0; i < wanted.length; i++) {
      int top = i / columns % rows * stride - pad;
      int left = i % columns * stride - pad;
      int bottom = Math.min(top + kernel, height + pad);
      int right = Math.min(left + kernel, width + pad);
      int area = (bottom - top) * (right - left);
      double sum = 0;
      double largest = -Float.MAX_VALUE;
      for (int y = Math.max(0, top); y < Math.min(bottom, height); y++) {
        for (int x = Math.max(0, left); x < Math.min(right, width); x++) {
          double value = inputs[(i / (rows * columns) * height + y) * width + x];
          sum += value;
          largest = Math.max(largest, value);
        }
      }
      wanted[i] = (float) (max ? largest : sum / area);
    }
    String settings =
        String.format(
            Locale.ROOT,
            "pooling_param { pool: %s kernel_size: %d stride: %d pad: %d }",
            max ? "MAX" : "AVE",
            kernel,
            stride,
            pad);
    float[] found =
        forward(layer("Pooling", settings), Map.of(), Shape.of(2, height, width), inputs);
    Forward.assertClose(settings, wanted, found, TOLERANCE);
  }

  /** With round_mode FLOOR, which newer definitions have, sizes are rounded down. */
  @Test
  void poolingCanRoundDown() throws IOException {
    float[] found =
        forward(
            layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_mode: FLOOR }"),
            Map.of(),
            Shape.of(1, 6, 6),
            values(36));
    assertEquals(4, found.length);
  }

  private static int pooled(int size, int kernel, int stride, int pad) {
    int windows = (int) Math.ceil((float) (size + 2 * pad - kernel) / stride) + 1;
    return pad > 0 && (windows - 1) * stride >= size + pad ? windows - 1 : windows;
  }
}
