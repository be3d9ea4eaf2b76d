package org.mneme.train;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
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
import org.mneme.network.Layer;
import org.mneme.network.LeakyRelu;
import org.mneme.network.Linear;
import org.mneme.network.LocalResponseNorm;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Maximum;
import org.mneme.network.Multiply;
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

/**
 * What each layer is in libtorch; all but {@link org.mneme.network.ForeignNetwork}, which ONNX
 * Runtime runs. In bfloat16, convolutions and fully connected layers compute in it and hand it on;
 * normalisation across channels and the sigmoid go back to float32.
 */
final class LayerForms {
  /** PyTorch's: how much of a batch norm's running figures one batch replaces. */
  private static final double MOMENTUM = 0.1;

  private static final Map<Class<? extends Layer>, Function<Call, Tensor>> FORMS =
      Map.ofEntries(
          form(Add.class, LayerForms::add),
          form(AdaptiveAveragePool2d.class, LayerForms::adaptiveAveragePool),
          form(AveragePool2d.class, LayerForms::averagePool),
          form(BatchNorm2d.class, LayerForms::batchNorm),
          form(BilinearResize.class, LayerForms::resize),
          form(
              Clamp.class,
              (layer, call) ->
                  call.input()
                      .clamp_min(new Scalar((double) layer.min()))
                      .clamp_max(new Scalar((double) layer.max()))),
          form(Concat.class, (layer, call) -> cat(new TensorVector(call.all()), 1)),
          form(Conv2d.class, LayerForms::convolution),
          form(Dropout.class, LayerForms::dropout),
          form(Flatten.class, (layer, call) -> call.input().flatten(1, -1)),
          form(
              LeakyRelu.class,
              (layer, call) -> torch.leaky_relu(call.input(), new Scalar((double) layer.slope()))),
          form(Linear.class, LayerForms::fullyConnected),
          form(LocalResponseNorm.class, LayerForms::localResponseNorm),
          form(MaxPool2d.class, LayerForms::maxPool),
          form(Maximum.class, (layer, call) -> call.fold(Tensor::maximum)),
          form(Multiply.class, (layer, call) -> call.fold(Tensor::mul)),
          form(OneHotMax.class, LayerForms::oneHotMax),
          form(
              ParametricRelu.class,
              (layer, call) -> torch.prelu(call.float32(), call.parameters.get("weight"))),
          form(Power.class, LayerForms::power),
          form(
              Relu.class,
              (layer, call) -> call.inPlace ? call.input().relu_() : call.input().relu()),
          form(Scale.class, LayerForms::scale),
          form(Sigmoid.class, (layer, call) -> call.float32().sigmoid()),
          form(Softmax.class, (layer, call) -> call.float32().softmax(1)),
          form(Tanh.class, (layer, call) -> call.float32().tanh()),
          form(ZeroPad2d.class, (layer, call) -> padded(call, layer.before(), layer.after(), 0)));

  private LayerForms() {}

  /**
   * One layer at work.
   *
   * @param output the output's shape without the batch
   * @param parameters by their name in the layer
   * @param training whether batch norms take the batch's own figures and dropout drops
   * @param inPlace whether the first input may be overwritten, since nothing else reads it
   * @param type what convolutions and fully connected layers compute in
   */
  record Call(
      Layer layer,
      Shape output,
      List<Tensor> inputs,
      Map<String, Tensor> parameters,
      boolean training,
      boolean inPlace,
      ScalarType type,
      Generator random) {
    Tensor input() {
      return inputs.get(0);
    }

    Tensor float32() {
      return input().to(ScalarType.Float);
    }

    Tensor fold(BinaryOperator<Tensor> operator) {
      return inputs.stream().reduce(operator).orElseThrow();
    }

    Tensor[] all() {
      return inputs.toArray(Tensor[]::new);
    }

    TensorOptional optional(String parameter) {
      Tensor tensor = parameters.get(parameter);
      return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
    }

    /** The parameter in the type to compute in; nothing for a layer without it. */
    TensorOptional computing(String parameter) {
      Tensor tensor = parameters.get(parameter);
      return tensor == null ? new TensorOptional() : new TensorOptional(tensor.to(type));
    }
  }

  private interface Form<L extends Layer> {
    Tensor of(L layer, Call call);
  }

  /** The layers that have a form. */
  static Set<Class<? extends Layer>> known() {
    return FORMS.keySet();
  }

  /**
   * @throws IllegalArgumentException for a layer that has no form
   */
  static Tensor apply(Call call) {
    Function<Call, Tensor> form = FORMS.get(call.layer.getClass());
    if (form == null) {
      throw new IllegalArgumentException("no libtorch form of layer " + call.layer);
    }
    return form.apply(call);
  }

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Function<Call, Tensor>> form(
      Class<L> type, Form<L> form) {
    return Map.entry(type, call -> form.of(type.cast(call.layer()), call));
  }

  private static Tensor add(Add layer, Call call) {
    Tensor sum = call.input();
    for (int i = 1; i < call.inputs.size(); i++) {
      Tensor next = call.inputs.get(i);
      sum = (call.inPlace || i > 1) && sameType(sum, next) ? sum.add_(next) : sum.add(next);
    }
    return sum;
  }

  private static boolean sameType(Tensor a, Tensor b) {
    return a.scalar_type().value == b.scalar_type().value;
  }

  private static Tensor adaptiveAveragePool(AdaptiveAveragePool2d layer, Call call) {
    return adaptive_avg_pool2d(call.input(), layer.height(), layer.width());
  }

  private static Tensor batchNorm(BatchNorm2d layer, Call call) {
    return batch_norm(
        call.input(),
        call.optional("weight"),
        call.optional("bias"),
        call.optional("running_mean"),
        call.optional("running_var"),
        call.training,
        MOMENTUM,
        layer.epsilon(),
        true);
  }

  private static Tensor resize(BilinearResize layer, Call call) {
    return upsample_bilinear2d(
        call.input(),
        new long[] {layer.height(), layer.width()},
        layer.alignCorners(),
        new DoubleOptional(),
        new DoubleOptional());
  }

  private static Tensor convolution(Conv2d layer, Call call) {
    return conv2d(
        call.input().to(call.type),
        call.parameters.get("weight").to(call.type),
        call.computing("bias"),
        twice(layer.stride()),
        twice(layer.padding()),
        twice(layer.dilation()),
        layer.groups());
  }

  /**
   * In float32 the product is taken with the weights on the left, and turned: with few examples,
   * OpenBLAS does that three times as fast as PyTorch's own order.
   */
  private static Tensor fullyConnected(Linear layer, Call call) {
    Tensor weight = call.parameters.get("weight");
    if (call.type == ScalarType.Float) {
      Tensor bias = call.parameters.get("bias").unsqueeze(1);
      return addmm(bias, weight, call.float32().t()).t();
    }
    return linear(call.input().to(call.type), weight.to(call.type), call.computing("bias"));
  }

  /** The mask is drawn on the CPU, so that it is the same on every device. */
  private static Tensor dropout(Dropout layer, Call call) {
    if (!call.training || layer.probability() == 0) {
      return call.input();
    }
    double kept = 1 - layer.probability();
    Tensor mask = torch.empty(call.input().sizes());
    mask.bernoulli_(kept, new GeneratorOptional(call.random)).div_(new Scalar(kept));
    return call.input().mul(mask.to(call.input().device(), call.input().scalar_type()));
  }

  /**
   * Computes what {@code torch.nn.functional.local_response_norm} does, whose three-dimensional
   * pooling is slower than adding shifted copies of the squares.
   */
  private static Tensor localResponseNorm(LocalResponseNorm layer, Call call) {
    Tensor input = call.float32();
    long channels = input.size(1);
    int before = layer.size() / 2;
    Tensor padded = constant_pad_nd(input.square(), 0, 0, 0, 0, before, layer.size() - 1 - before);
    Tensor sum = padded.narrow(1, 0, channels);
    for (int shift = 1; shift < layer.size(); shift++) {
      Tensor shifted = padded.narrow(1, shift, channels);
      sum = shift == 1 ? sum.add(shifted) : sum.add_(shifted);
    }
    Tensor scale =
        sum.mul_(new Scalar((double) layer.alpha() / layer.size()))
            .add_(new Scalar((double) layer.k()));
    return input.mul(scale.pow(new Scalar(-layer.beta())));
  }

  private static Tensor maxPool(MaxPool2d layer, Call call) {
    boolean apart = isWide(layer.padding(), layer.kernel());
    return cut(
        max_pool2d(
            apart
                ? padded(call, layer.padding(), layer.padding(), Double.NEGATIVE_INFINITY)
                : call.input(),
            twice(layer.kernel()),
            twice(layer.stride()),
            twice(apart ? 0 : layer.padding()),
            twice(1),
            layer.ceil()),
        call.output);
  }

  private static Tensor averagePool(AveragePool2d layer, Call call) {
    boolean apart = isWide(layer.padding(), layer.kernel());
    return cut(
        avg_pool2d(
            apart ? padded(call, layer.padding(), layer.padding(), 0) : call.input(),
            twice(layer.kernel()),
            twice(layer.stride()),
            twice(apart ? 0 : layer.padding()),
            layer.ceil(),
            true,
            new LongOptional()),
        call.output);
  }

  /** Whether PyTorch's pools refuse the padding, so that it must be made before them. */
  private static boolean isWide(int padding, int kernel) {
    return 2 * padding > kernel;
  }

  private static Tensor padded(Call call, int before, int after, double value) {
    long[] sides = {before, after, before, after};
    return constant_pad_nd(call.input(), sides, new Scalar(value));
  }

  /** Without a last window that began in padding made before the pool. */
  private static Tensor cut(Tensor pooled, Shape output) {
    return pooled.narrow(2, 0, output.dim(1)).narrow(3, 0, output.dim(2));
  }

  private static Tensor power(Power layer, Call call) {
    Tensor value =
        call.float32()
            .mul(new Scalar((double) layer.scale()))
            .add(new Scalar((double) layer.shift()));
    return layer.power() == 1 ? value : value.pow(new Scalar((double) layer.power()));
  }

  private static Tensor scale(Scale layer, Call call) {
    long[] spread = new long[call.output.rank()];
    Arrays.fill(spread, 1);
    spread[0] = layer.channels();
    Tensor product = call.input().mul(call.parameters.get("weight").reshape(spread));
    return layer.bias() ? product.add(call.parameters.get("bias").reshape(spread)) : product;
  }

  private static Tensor oneHotMax(OneHotMax layer, Call call) {
    Tensor largest = call.input().argmax(new LongOptional(1), true);
    Tensor zeros = torch.zeros_like(call.input());
    return zeros.scatter_(1, largest, new Scalar(1.0));
  }

  private static long[] twice(long value) {
    return new long[] {value, value};
  }
}
