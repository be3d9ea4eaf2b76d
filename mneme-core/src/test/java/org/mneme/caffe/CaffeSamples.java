package org.mneme.caffe;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.caffe.CaffeFiles.Blob;
import org.mneme.caffe.CaffeFiles.Form;
import org.mneme.fuzz.FuzzTarget;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/** Sound files of Caffe's, small and with everything in them. */
public final class CaffeSamples {
  private static final String DEFINITION =
      """
      # a network
      name: "net"
      input: "data"
      input_shape { dim: 1 dim: 3 dim: 12 dim: 12 }
      layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 4 kernel_size: 3 stride: 1 pad: 1 group: 1
          weight_filler { type: "gaussian" std: 0.01 } } }
      layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" relu_param { negative_slope: .1 } }
      layer { name: "norm" type: "LRN" bottom: "conv" top: "norm" lrn_param { local_size: 5 alpha: 1e-4 } }
      layer { name: "pool" type: "Pooling" bottom: "norm" top: "pool"
        pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
      layer { name: "bn" type: "BatchNorm" bottom: "pool" top: "pool" batch_norm_param { eps: 1e-5 } }
      layer { name: "scale" type: "Scale" bottom: "pool" top: "pool" scale_param { bias_term: true } }
      layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip"
        inner_product_param { num_output: 2 } }
      layer { name: "sum" type: "Eltwise" bottom: "ip" bottom: "ip" top: "sum"
        eltwise_param { operation: SUM coeff: [1, -0.5] } }
      layer { name: "prob" type: "Softmax" bottom: "sum" top: "prob" }
      """;

  private CaffeSamples() {}

  /** What is to be damaged. */
  public static List<FuzzTarget> targets() throws IOException {
    return List.of(
        of("v2.caffemodel", model(Form.V2), CaffeSamples::model),
        of("v1.caffemodel", model(Form.V1), CaffeSamples::model),
        of("net.prototxt", DEFINITION.getBytes(StandardCharsets.UTF_8), CaffeSamples::definition),
        of("mean.binaryproto", mean(), file -> MeanFile.read(file).floats()),
        of(
            "mean.npy",
            MeanFileTest.npy("<f4", "(1, 3, 2, 2)", 48),
            file -> MeanFile.read(file).floats()));
  }

  private static FuzzTarget of(String name, byte[] file, FuzzTarget.Reader reader) {
    return FuzzTarget.of(name, file, WeightsException.class, reader);
  }

  private static void model(Path file) throws IOException {
    CaffeModel.read(file).tensors().values().forEach(Tensor::floats);
  }

  private static void definition(Path file) throws IOException {
    CaffeDefinition definition = CaffeDefinition.read(file);
    definition.layers();
    if (definition.input().isPresent()) {
      definition.network(definition.input().get(), Optional.empty()).network().parameters();
    }
  }

  private static byte[] model(Form form) throws IOException {
    Map<String, List<Blob>> layers = new LinkedHashMap<>();
    layers.put("conv", List.of(blob(2, 3, 1, 2), blob(2)));
    layers.put("relu", List.of());
    layers.put("ip", List.of(blob(4, 3)));
    Path file = Files.createTempFile("mneme", ".caffemodel");
    try {
      return Files.readAllBytes(CaffeFiles.write(file, form, layers));
    } finally {
      Files.delete(file);
    }
  }

  private static Blob blob(int... shape) {
    return new Blob(Shape.of(shape), () -> .25);
  }

  private static byte[] mean() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    CaffeFiles.writeBlob(out, Form.V1, blob(3, 2, 2));
    out.flush();
    return bytes.toByteArray();
  }
}
