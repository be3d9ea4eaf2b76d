package org.mneme.onnx;

import static org.mneme.onnx.GraphWriter.number;
import static org.mneme.onnx.GraphWriter.numbers;
import static org.mneme.onnx.GraphWriter.real;
import static org.mneme.onnx.GraphWriter.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mneme.network.AdaptiveAveragePool2d;
import org.mneme.network.Add;
import org.mneme.network.AveragePool2d;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.BilinearResize;
import org.mneme.network.Clamp;
import org.mneme.network.Concat;
import org.mneme.network.Conv2d;
import org.mneme.network.Dropout;
import org.mneme.network.Flatten;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Layer;
import org.mneme.network.LeakyRelu;
import org.mneme.network.Linear;
import org.mneme.network.LocalResponseNorm;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Maximum;
import org.mneme.network.Multiply;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.OneHotMax;
import org.mneme.network.ParametricRelu;
import org.mneme.network.Power;
import org.mneme.network.Relu;
import org.mneme.network.Scale;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.network.Softmax;
import org.mneme.network.Tanh;
import org.mneme.network.ZeroPad2d;

/** Adds each layer of a network to a graph, as one ONNX operator where there is one. */
final class LayerWriter {
  private final Network network;
  private final List<ForeignGraph> foreign;
  private final GraphWriter graph;

  /** Nodes that are left out, by name, and what stands for their output. */
  private final Map<String, String> aliases = new HashMap<>();

  LayerWriter(Network network, List<ForeignGraph> foreign, GraphWriter graph) {
    this.network = network;
    this.foreign = List.copyOf(foreign);
    this.graph = graph;
    aliases.put(Network.INPUT, network.inputName());
  }

  void write(Node node) {
    List<String> inputs = node.inputs().stream().map(in -> aliases.getOrDefault(in, in)).toList();
    String name = node.name();
    Layer layer = node.layer();
    if (layer instanceof Dropout && !name.equals(network.output())) {
      aliases.put(name, inputs.get(0));
    } else if (layer instanceof Dropout) {
      graph.add("Identity", name, inputs);
    } else if (layer instanceof Relu) {
      graph.add("Relu", name, inputs);
    } else if (layer instanceof Sigmoid) {
      graph.add("Sigmoid", name, inputs);
    } else if (layer instanceof Tanh) {
      graph.add("Tanh", name, inputs);
    } else if (layer instanceof Softmax) {
      graph.add("Softmax", name, inputs, number("axis", 1));
    } else if (layer instanceof LeakyRelu relu) {
      graph.add("LeakyRelu", name, inputs, real("alpha", relu.slope()));
    } else if (layer instanceof ParametricRelu) {
      graph.add("PRelu", name, List.of(inputs.get(0), perChannel(node, "weight")));
    } else if (layer instanceof Clamp clamp) {
      String min = graph.floats(name + ".min", new float[] {clamp.min()});
      String max = graph.floats(name + ".max", new float[] {clamp.max()});
      graph.add("Clip", name, List.of(inputs.get(0), min, max));
    } else if (layer instanceof Power power) {
      writePower(name, inputs.get(0), power);
    } else if (layer instanceof Scale scale) {
      String product = scale.bias() ? name + ".product" : name;
      graph.add("Mul", product, List.of(inputs.get(0), perChannel(node, "weight")));
      if (scale.bias()) {
        graph.add("Add", name, List.of(product, perChannel(node, "bias")));
      }
    } else if (layer instanceof Add) {
      graph.add(inputs.size() == 2 ? "Add" : "Sum", name, inputs);
    } else if (layer instanceof Maximum) {
      graph.add("Max", name, inputs);
    } else if (layer instanceof Multiply) {
      writeProduct(name, inputs);
    } else if (layer instanceof Flatten) {
      graph.add("Flatten", name, inputs, number("axis", 1));
    } else if (layer instanceof Concat) {
      graph.add("Concat", name, inputs, number("axis", 1));
    } else if (layer instanceof Linear) {
      graph.add("Gemm", name, withTensors(node, inputs), number("transB", 1));
    } else if (layer instanceof Conv2d conv) {
      graph.add(
          "Conv",
          name,
          withTensors(node, inputs),
          numbers("kernel_shape", conv.kernel(), conv.kernel()),
          numbers("strides", conv.stride(), conv.stride()),
          numbers("pads", conv.padding(), conv.padding(), conv.padding(), conv.padding()),
          numbers("dilations", conv.dilation(), conv.dilation()),
          number("group", conv.groups()));
    } else if (layer instanceof ZeroPad2d pad) {
      int from = pad.before();
      int to = pad.after();
      graph.add(
          "Pad",
          name,
          List.of(inputs.get(0), graph.integers(name + ".pads", 0, 0, from, from, 0, 0, to, to)));
    } else if (layer instanceof BatchNorm2d norm) {
      graph.add(
          "BatchNormalization", name, withTensors(node, inputs), real("epsilon", norm.epsilon()));
    } else if (layer instanceof LocalResponseNorm norm) {
      graph.add(
          "LRN",
          name,
          inputs,
          number("size", norm.size()),
          real("alpha", norm.alpha()),
          real("beta", norm.beta()),
          real("bias", norm.k()));
    } else if (layer instanceof MaxPool2d pool) {
      graph.add(
          "MaxPool", name, inputs, windows(node, pool.kernel(), pool.stride(), pool.padding()));
    } else if (layer instanceof AveragePool2d pool) {
      writeAveragePool(node, inputs, pool);
    } else if (layer instanceof ForeignNetwork other) {
      graphOf(other).write(name, inputs.get(0), graph);
    } else if (layer instanceof OneHotMax) {
      writeOneHotMax(node, inputs);
    } else if (layer instanceof AdaptiveAveragePool2d pool) {
      writeAdaptiveAveragePool(node, inputs, pool);
    } else if (layer instanceof BilinearResize resize) {
      String sizes = graph.integers(name + ".sizes", resize.height(), resize.width());
      graph.add(
          "Resize",
          name,
          List.of(inputs.get(0), "", "", sizes),
          text("mode", "linear"),
          text(
              "coordinate_transformation_mode",
              resize.alignCorners() ? "align_corners" : "half_pixel"),
          numbers("axes", 2, 3));
    } else {
      throw new IllegalArgumentException("no ONNX form of layer '%s': %s".formatted(name, layer));
    }
  }

  private ForeignGraph graphOf(ForeignNetwork layer) {
    return foreign.stream()
        .filter(each -> each.layer().equals(layer))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the graph of %s is missing".formatted(layer)));
  }

  private void writeOneHotMax(Node node, List<String> inputs) {
    String name = node.name();
    String channels = graph.integers(name + ".channels", network.shapeOf(name).dim(0));
    String values = graph.floats(name + ".values", new float[] {0, 1}, 2);
    graph.add("ArgMax", name + ".largest", inputs, number("axis", 1), number("keepdims", 0));
    graph.add("OneHot", name, List.of(name + ".largest", channels, values), number("axis", 1));
  }

  /** Rounding up becomes padding after the image, which every runtime understands alike. */
  private GraphWriter.Attribute[] windows(Node node, int kernel, int stride, int padding) {
    Shape in = network.shapeOf(node.inputs().get(0));
    Shape out = network.shapeOf(node.name());
    int bottom = Math.max(padding, overshoot(in.dim(1), out.dim(1), kernel, stride, padding));
    int right = Math.max(padding, overshoot(in.dim(2), out.dim(2), kernel, stride, padding));
    return new GraphWriter.Attribute[] {
      numbers("kernel_shape", kernel, kernel),
      numbers("strides", stride, stride),
      numbers("pads", padding, padding, bottom, right)
    };
  }

  /** How far the last window reaches past the image. */
  private static int overshoot(int size, int windows, int kernel, int stride, int padding) {
    return (windows - 1) * stride + kernel - size - padding;
  }

  /**
   * ONNX divides by the whole window once rounding up has become padding; where the last window
   * reaches past the padding, that is too much.
   */
  private void writeAveragePool(Node node, List<String> inputs, AveragePool2d pool) {
    String name = node.name();
    Shape in = network.shapeOf(node.inputs().get(0));
    Shape out = network.shapeOf(name);
    float[] rows = partsOfWindow(in.dim(1), out.dim(1), pool);
    float[] columns = partsOfWindow(in.dim(2), out.dim(2), pool);
    boolean whole = rows[rows.length - 1] == 1 && columns[columns.length - 1] == 1;
    String means = whole ? name : name + ".whole";
    List<GraphWriter.Attribute> attributes =
        new ArrayList<>(Arrays.asList(windows(node, pool.kernel(), pool.stride(), pool.padding())));
    attributes.add(number("count_include_pad", 1));
    graph.add("AveragePool", means, inputs, attributes.toArray(GraphWriter.Attribute[]::new));
    if (!whole) {
      float[] factors = new float[rows.length * columns.length];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = 1 / (rows[i / columns.length] * columns[i % columns.length]);
      }
      String correction = graph.floats(name + ".correction", factors, rows.length, columns.length);
      graph.add("Mul", name, List.of(means, correction));
    }
  }

  /** Along one axis: how much of each window lies within the padded image, 0..1. */
  private static float[] partsOfWindow(int size, int windows, AveragePool2d pool) {
    float[] parts = new float[windows];
    Arrays.fill(parts, 1);
    int over = overshoot(size, windows, pool.kernel(), pool.stride(), pool.padding());
    if (over > pool.padding()) {
      parts[windows - 1] = 1 - (float) (over - pool.padding()) / pool.kernel();
    }
    return parts;
  }

  /**
   * ONNX has only the global mean; other sizes are two products with matrices of weights, rows then
   * columns.
   */
  private void writeAdaptiveAveragePool(
      Node node, List<String> inputs, AdaptiveAveragePool2d pool) {
    String name = node.name();
    if (pool.height() == 1 && pool.width() == 1) {
      graph.add("GlobalAveragePool", name, inputs);
      return;
    }
    Shape in = network.shapeOf(node.inputs().get(0));
    graph.meansOfParts(name, inputs.get(0), in.dim(1), in.dim(2), pool.height(), pool.width());
  }

  private void writePower(String name, String input, Power power) {
    List<String> operators = new ArrayList<>();
    List<Float> operands = new ArrayList<>();
    if (power.scale() != 1) {
      operators.add("Mul");
      operands.add(power.scale());
    }
    if (power.shift() != 0) {
      operators.add("Add");
      operands.add(power.shift());
    }
    if (power.power() != 1) {
      operators.add("Pow");
      operands.add(power.power());
    }
    if (operators.isEmpty()) {
      graph.add("Identity", name, List.of(input));
    }
    String value = input;
    for (int i = 0; i < operators.size(); i++) {
      String operator = operators.get(i);
      String to = i == operators.size() - 1 ? name : name + "." + operator;
      String operand = graph.floats(name + "." + operator + ".by", new float[] {operands.get(i)});
      graph.add(operator, to, List.of(value, operand));
      value = to;
    }
  }

  /** ONNX multiplies two at a time. */
  private void writeProduct(String name, List<String> inputs) {
    String product = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String to = i == inputs.size() - 1 ? name : name + "." + i;
      graph.add("Mul", to, List.of(product, inputs.get(i)));
      product = to;
    }
  }

  /** A node's tensor of one number a channel, made to spread over an image's rows and columns. */
  private String perChannel(Node node, String parameter) {
    String tensor = node.name() + "." + parameter;
    if (network.shapeOf(node.name()).rank() != 3) {
      return tensor;
    }
    String spread = tensor + ".spread";
    graph.add("Unsqueeze", spread, List.of(tensor, graph.integers(spread + ".axes", 1, 2)));
    return spread;
  }

  private List<String> withTensors(Node node, List<String> inputs) {
    List<String> all = new ArrayList<>(inputs);
    node.layer().parameters().forEach(p -> all.add(node.name() + "." + p.name()));
    return all;
  }
}
