package org.mneme.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mneme.network.Add;
import org.mneme.network.AveragePool2d;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Concat;
import org.mneme.network.Conv2d;
import org.mneme.network.Dropout;
import org.mneme.network.Flatten;
import org.mneme.network.Layer;
import org.mneme.network.LeakyRelu;
import org.mneme.network.Linear;
import org.mneme.network.LocalResponseNorm;
import org.mneme.network.Maximum;
import org.mneme.network.Multiply;
import org.mneme.network.Network;
import org.mneme.network.ParametricRelu;
import org.mneme.network.Power;
import org.mneme.network.Relu;
import org.mneme.network.Scale;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.network.Softmax;
import org.mneme.network.Tanh;
import org.mneme.weights.WeightsException;

/**
 * What each type of Caffe's layers is in a network, with Caffe 1.0's defaults. A layer becomes a
 * node of its name, and where it takes several steps, nodes before it named {@code LAYER.STEP}.
 */
final class LayerMapping {
  /** Limits that no network comes near; within them no size overflows 64 bits. */
  private static final int MOST_OUTPUTS = 1 << 20;

  private static final int LARGEST_WINDOW = 1 << 12;

  private final Network.Builder net;
  private final List<LayerBlobs> blobs = new ArrayList<>();

  LayerMapping(Network.Builder net) {
    this.net = net;
  }

  /** What the layers so far need of the weights. */
  List<LayerBlobs> blobs() {
    return blobs;
  }

  /**
   * Adds a layer's node or nodes.
   *
   * @param inputs nodes, one a bottom, at least one
   * @throws WeightsException if the layer's type or one of its settings is not supported
   * @throws IllegalArgumentException if it cannot take such inputs
   */
  void add(CaffeLayer layer, List<String> inputs) throws WeightsException {
    String[] all = inputs.toArray(String[]::new);
    String name = layer.name();
    switch (layer.type()) {
      case "Concat" -> net.add(name, concat(layer, net.shapeOf(all[0])), all);
      case "Eltwise" -> eltwise(layer, inputs);
      default -> {
        if (inputs.size() != 1) {
          throw layer.error("with %d bottoms is not supported".formatted(inputs.size()));
        }
        single(layer, all[0]);
      }
    }
  }

  private void single(CaffeLayer layer, String input) throws WeightsException {
    Shape shape = net.shapeOf(input);
    switch (layer.type()) {
      case "InnerProduct" -> innerProduct(layer, input, shape);
      case "LRN" -> lrn(layer, input);
      default -> net.add(layer.name(), one(layer, shape), input);
    }
  }

  /** Types that become one node. */
  private Layer one(CaffeLayer layer, Shape input) throws WeightsException {
    return switch (layer.type()) {
      case "Convolution" -> convolution(layer, input);
      case "Pooling" -> Pooling.layer(layer, input);
      case "ReLU" -> relu(layer);
      case "PReLU" -> parametricRelu(layer, input);
      case "Sigmoid" -> plain(layer, "sigmoid_param", new Sigmoid());
      case "TanH" -> plain(layer, "tanh_param", new Tanh());
      case "Dropout" -> dropout(layer);
      case "Softmax" -> {
        requireChannels(layer, "softmax_param", "axis", input.rank());
        yield plain(layer, "softmax_param", new Softmax());
      }
      case "BatchNorm" -> batchNorm(layer, input);
      case "Scale" -> scale(layer, input);
      case "Flatten" -> flatten(layer, input);
      case "Power" -> power(layer);
      default ->
          throw layer.error(
              "is of a type that is not supported; docs/caffe.md lists those that are");
    };
  }

  private static Layer plain(CaffeLayer layer, String settings, Layer mapped)
      throws WeightsException {
    layer.refuseOthers(settings, "engine");
    return mapped;
  }

  private Layer convolution(CaffeLayer layer, Shape input) throws WeightsException {
    Message p = layer.fields().message("convolution_param");
    int out = outputs(layer, p);
    int kernel = square(layer, p, "kernel_size", "kernel_h", "kernel_w", 0, 1);
    int stride = square(layer, p, "stride", "stride_h", "stride_w", 1, 1);
    int padding = square(layer, p, "pad", "pad_h", "pad_w", 0, 0);
    int dilation = square(layer, p, "dilation", "", "", 1, 1);
    int groups = p.integer("group", 1, 1, MOST_OUTPUTS);
    boolean bias = p.flag("bias_term", true);
    requireChannels(layer, "convolution_param", "axis", input.rank());
    layer.refuseOthers(
        "convolution_param", "engine", "weight_filler", "bias_filler", "force_nd_im2col");
    if (input.rank() != 3) {
      throw layer.error("needs channels, rows and columns, not " + input);
    }
    Shape weight = Shape.of(out, input.dim(0) / groups, kernel, kernel);
    blobs.add(
        bias
            ? LayerBlobs.same(layer.name(), weight, Shape.of(out))
            : LayerBlobs.same(layer.name(), weight));
    return new Conv2d(input.dim(0), out, kernel, stride, padding, dilation, groups, bias);
  }

  private void innerProduct(CaffeLayer layer, String input, Shape shape) throws WeightsException {
    Message p = layer.fields().message("inner_product_param");
    int out = outputs(layer, p);
    boolean bias = p.flag("bias_term", true);
    boolean transposed = p.flag("transpose", false);
    requireChannels(layer, "inner_product_param", "axis", shape.rank());
    layer.refuseOthers("inner_product_param", "weight_filler", "bias_filler");
    String flat = input;
    if (shape.rank() != 1) {
      flat = layer.name() + ".flatten";
      net.add(flat, new Flatten(), input);
    }
    int in = net.shapeOf(flat).dim(0);
    blobs.add(LayerBlobs.innerProduct(layer.name(), in, out, bias, transposed));
    net.add(layer.name(), new Linear(in, out), flat);
  }

  private void lrn(CaffeLayer layer, String input) throws WeightsException {
    Message p = layer.fields().message("lrn_param");
    int size = p.integer("local_size", 5, 1, LARGEST_WINDOW);
    float alpha = p.number("alpha", 1);
    float beta = p.number("beta", .75f);
    float k = p.number("k", 1);
    String region = p.text("norm_region", "ACROSS_CHANNELS");
    layer.refuseOthers("lrn_param", "engine");
    if (size % 2 == 0) {
      throw layer.error("has local_size %d; Caffe takes odd sizes only".formatted(size));
    }
    String name = layer.name();
    switch (region) {
      case "ACROSS_CHANNELS", "0" ->
          net.add(name, new LocalResponseNorm(size, alpha, beta, k), input);
      case "WITHIN_CHANNEL", "1" ->
          // Caffe builds it of these layers too, and always takes 1 for k.
          net.add(name + ".square", new Power(2, 1, 0), input)
              .then(name + ".mean", new AveragePool2d(size, 1, (size - 1) / 2, true))
              .then(name + ".factor", new Power(-beta, alpha, 1))
              .add(name, new Multiply(), input, name + ".factor");
      default -> throw layer.error("has the norm_region %s, which Caffe lacks".formatted(region));
    }
  }

  private static Layer relu(CaffeLayer layer) throws WeightsException {
    float slope = layer.fields().message("relu_param").number("negative_slope", 0);
    return plain(layer, "relu_param", slope == 0 ? new Relu() : new LeakyRelu(slope));
  }

  private Layer parametricRelu(CaffeLayer layer, Shape input) throws WeightsException {
    boolean shared = layer.fields().message("prelu_param").flag("channel_shared", false);
    layer.refuseOthers("prelu_param", "filler");
    int slopes = shared ? 1 : input.dim(0);
    blobs.add(LayerBlobs.same(layer.name(), Shape.of(slopes)));
    return new ParametricRelu(slopes);
  }

  private static Layer dropout(CaffeLayer layer) throws WeightsException {
    float ratio = layer.fields().message("dropout_param").number("dropout_ratio", .5f);
    layer.refuseOthers("dropout_param", "scale_train");
    return new Dropout(ratio);
  }

  private Layer batchNorm(CaffeLayer layer, Shape input) throws WeightsException {
    Message p = layer.fields().message("batch_norm_param");
    float epsilon = p.number("eps", 1e-5f);
    if (!p.flag("use_global_stats", true)) {
      throw layer.error("normalises each batch by itself, so that scores would depend on it");
    }
    layer.refuseOthers("batch_norm_param", "moving_average_fraction");
    if (input.rank() != 3) {
      throw layer.error("is supported for channels, rows and columns, not for " + input);
    }
    blobs.add(LayerBlobs.batchNorm(layer.name(), input.dim(0)));
    return new BatchNorm2d(input.dim(0), epsilon);
  }

  private Layer scale(CaffeLayer layer, Shape input) throws WeightsException {
    Message p = layer.fields().message("scale_param");
    boolean bias = p.flag("bias_term", false);
    requireChannels(layer, "scale_param", "axis", input.rank());
    int axes = p.integer("num_axes", 1, -1, 32);
    if (axes != 1) {
      throw layer.error("has num_axes %d; one factor a channel (1) is supported".formatted(axes));
    }
    layer.refuseOthers("scale_param", "filler", "bias_filler");
    Shape each = Shape.of(input.dim(0));
    blobs.add(
        bias ? LayerBlobs.same(layer.name(), each, each) : LayerBlobs.same(layer.name(), each));
    return new Scale(input.dim(0), bias);
  }

  private static Layer flatten(CaffeLayer layer, Shape input) throws WeightsException {
    requireChannels(layer, "flatten_param", "axis", input.rank());
    int end = layer.fields().message("flatten_param").integer("end_axis", -1, -32, 32);
    if (end != -1 && end != input.rank()) {
      throw layer.error("has end_axis %d; only all axes (-1) are supported".formatted(end));
    }
    layer.refuseOthers("flatten_param");
    return new Flatten();
  }

  private static Layer power(CaffeLayer layer) throws WeightsException {
    Message p = layer.fields().message("power_param");
    Power power = new Power(p.number("power", 1), p.number("scale", 1), p.number("shift", 0));
    layer.refuseOthers("power_param");
    return power;
  }

  private static Layer concat(CaffeLayer layer, Shape input) throws WeightsException {
    requireChannels(layer, "concat_param", "concat_dim", input.rank());
    requireChannels(layer, "concat_param", "axis", input.rank());
    layer.refuseOthers("concat_param");
    return new Concat();
  }

  private void eltwise(CaffeLayer layer, List<String> inputs) throws WeightsException {
    Message p = layer.fields().message("eltwise_param");
    String operation = p.text("operation", "SUM").toUpperCase(Locale.ROOT);
    List<Message.Field> coefficients = p.all("coeff");
    layer.refuseOthers("eltwise_param", "stable_prod_grad");
    boolean sum = operation.equals("SUM") || operation.equals("1");
    if (!coefficients.isEmpty() && (!sum || coefficients.size() != inputs.size())) {
      throw layer.error(
          coefficients.get(0).line(),
          "has %d coefficients; a sum takes one a bottom, anything else none"
              .formatted(coefficients.size()));
    }
    List<String> terms = new ArrayList<>(inputs);
    for (int i = 0; i < coefficients.size(); i++) {
      float coefficient = p.number(coefficients.get(i));
      if (coefficient != 1) {
        terms.set(i, layer.name() + ".term" + i);
        net.add(terms.get(i), Power.linear(coefficient, 0), inputs.get(i));
      }
    }
    Layer mapped =
        switch (operation) {
          case "SUM", "1" -> new Add();
          case "PROD", "0" -> new Multiply();
          case "MAX", "2" -> new Maximum();
          default ->
              throw layer.error("has the operation %s, which Caffe lacks".formatted(operation));
        };
    net.add(layer.name(), mapped, terms.toArray(String[]::new));
  }

  private static int outputs(CaffeLayer layer, Message p) throws WeightsException {
    if (p.one("num_output").isEmpty()) {
      throw layer.error("does not say its num_output");
    }
    return p.integer("num_output", 0, 1, MOST_OUTPUTS);
  }

  /** Refuses any other axis than the first behind the batch, given from either end. */
  private static void requireChannels(CaffeLayer layer, String settings, String name, int rank)
      throws WeightsException {
    int axis = layer.fields().message(settings).integer(name, 1, -32, 32);
    if (axis != 1 && axis != -rank) {
      throw layer.error("works along axis %d; supported is 1, the channels".formatted(axis));
    }
  }

  /**
   * A size that is given once for both directions, or for each.
   *
   * @param otherwise when it is not given; 0 for what must be given
   */
  static int square(
      CaffeLayer layer, Message p, String both, String high, String wide, int otherwise, int least)
      throws WeightsException {
    List<Message.Field> given = new ArrayList<>(p.all(both));
    boolean each = p.one(high).isPresent() || p.one(wide).isPresent();
    if (each) {
      int h = p.integer(high, 0, 0, LARGEST_WINDOW);
      int w = p.integer(wide, 0, 0, LARGEST_WINDOW);
      Message.Field field = (p.one(high).isPresent() ? p.one(high) : p.one(wide)).orElseThrow();
      if (h != w || h < least || !given.isEmpty()) {
        throw layer.error(
            field.line(),
            "has %s %d and %s %d; only squares are supported".formatted(high, h, wide, w));
      }
      return h;
    }
    if (given.isEmpty() && otherwise < least) {
      throw layer.error("does not say its " + both);
    }
    int value = given.isEmpty() ? otherwise : p.integer(given.get(0), least, LARGEST_WINDOW);
    for (Message.Field field : given) {
      if (p.integer(field, least, LARGEST_WINDOW) != value || given.size() > 2) {
        throw layer.error(
            field.line(), "has %s of several sizes; only squares are supported".formatted(both));
      }
    }
    return value;
  }
}
