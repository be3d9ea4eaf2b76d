package org.mneme.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.onnx.ModelException;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/** Which output of a graph is the score: one number for each image. */
final class ScoreOutput {
  private static final Remedy CHOOSE =
      Remedy.of(Action.CHOOSE_OUTPUT, "Choose the one that is the score");

  private ScoreOutput() {}

  /**
   * The name of the output.
   *
   * @param wanted needed where there are several
   * @param fixedRows how many images the graph insists on at once; 0 when it takes any number
   * @throws ModelException if it has to be chosen, there is no such output, or it cannot be a score
   */
  static String of(GraphRunner graph, Optional<String> wanted, int fixedRows)
      throws ModelException {
    return of(graph, graph.outputs(), wanted, fixedRows);
  }

  /**
   * The same among some of the graph's outputs.
   *
   * @param outputs those that the model file has; the graph may give layers beside them
   */
  static String of(
      GraphRunner graph,
      Map<String, Optional<TensorInfo>> outputs,
      Optional<String> wanted,
      int fixedRows)
      throws ModelException {
    if (wanted.isPresent() && !outputs.containsKey(wanted.get())) {
      throw new ModelException(
          "%s: has no output '%s'; it has %s"
              .formatted(graph.what(), wanted.get(), listed(outputs)),
          CHOOSE);
    }
    List<String> scores =
        outputs.keySet().stream().filter(name -> !name.equals(Sureness.FAMILIAR)).toList();
    if (wanted.isEmpty() && scores.size() == 1 && outputs.size() == 2) {
      return of(graph, outputs, Optional.of(scores.get(0)), fixedRows);
    }
    if (wanted.isEmpty() && outputs.size() != 1) {
      throw new ModelException(
          "%s: has %d outputs: %s".formatted(graph.what(), outputs.size(), listed(outputs)),
          CHOOSE);
    }
    String name = wanted.orElseGet(() -> outputs.keySet().iterator().next());
    Optional<TensorInfo> info = outputs.getOrDefault(name, Optional.empty());
    if (info.isEmpty() || !isFraction(info.get().type)) {
      throw new ModelException(
          "%s: its output '%s' is %s; a score is float16, float32 or float64"
              .formatted(graph.what(), name, GraphRunner.form(info)));
    }
    long each = numbersAnImage(info.get().getShape(), fixedRows);
    if (each > 1) {
      throw notOneNumber(Path.of(graph.what()), name, each);
    }
    return name;
  }

  static ModelException notOneNumber(Path model, String output, long numbers) {
    return new ModelException(
        "%s: its output '%s' has %d numbers for each image; one number an image is needed"
            .formatted(model, output, numbers),
        Remedy.of(Action.ADAPT, "Adapt it to scored images", model));
  }

  private static boolean isFraction(OnnxJavaType type) {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> true;
      default -> false;
    };
  }

  /** The number that the file declares; 1 where it leaves that open. */
  private static long numbersAnImage(long[] dims, int fixedRows) {
    long numbers = 1;
    for (int i = 1; i < dims.length; i++) {
      numbers *= Math.max(1, dims[i]);
    }
    boolean batchFirst = dims.length > 0 && (dims[0] < 0 || dims[0] == Math.max(1, fixedRows));
    return batchFirst ? numbers : 1;
  }

  private static String listed(Map<String, Optional<TensorInfo>> outputs) {
    return outputs.entrySet().stream()
        .map(output -> output.getKey() + " " + GraphRunner.form(output.getValue()))
        .collect(Collectors.joining(", "));
  }
}
