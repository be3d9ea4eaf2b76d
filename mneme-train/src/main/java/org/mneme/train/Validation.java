package org.mneme.train;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mneme.evaluate.Figure;

/** Predictions and human scores of the validation examples, in their order. */
@SuppressWarnings({"try", "ArrayRecordComponent"}) // scopes act by being there; never compared
record Validation(float[] predictions, float[] scores) {

  /** Predicts all, in batches. */
  static Validation of(Learner learner, Examples examples, int epoch, int batch)
      throws IOException {
    float[] predictions = new float[examples.size()];
    float[] scores = new float[examples.size()];
    List<int[]> batches = BatchFeed.parts(IntStream.range(0, examples.size()).toArray(), batch);
    try (BatchFeed feed = new BatchFeed(examples, epoch, batches)) {
      int at = 0;
      for (int[] indices : batches) {
        try (PointerScope scope = new PointerScope()) {
          BatchFeed.Batch next = feed.next();
          System.arraycopy(learner.predict(next.inputs()), 0, predictions, at, indices.length);
          System.arraycopy(Native.floats(next.scores_N()), 0, scores, at, indices.length);
          at += indices.length;
        }
      }
    }
    return new Validation(predictions, scores);
  }

  /** The loss's distance, without its term for the order; NaN without examples. */
  double loss(Loss loss) {
    if (scores.length == 0) {
      return Double.NaN;
    }
    try (PointerScope scope = new PointerScope()) {
      return loss.distanceOf(vector(predictions), vector(scores)).item_float();
    }
  }

  /** NaN when it is not defined, as for equal predictions. */
  double spearman() {
    return scores.length == 0
        ? Double.NaN
        : Figure.SPEARMAN.of(doubles(scores), doubles(predictions));
  }

  private static Tensor vector(float[] values) {
    Tensor vector = torch.empty(values.length);
    Native.bytes(vector).asFloatBuffer().put(values);
    return vector;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
