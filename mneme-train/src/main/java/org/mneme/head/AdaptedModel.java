package org.mneme.head;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mneme.features.FeatureGraph;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.GraphWriter;

/** Frozen networks, their views and a head as one ONNX graph, from an image to a score of 0..1. */
public final class AdaptedModel {
  private static final String OUTPUT = "score";

  private AdaptedModel() {}

  /**
   * How images are prepared for a model of these sources: alike for all, and no smaller than the
   * largest view needs. Sources of which each removes another mean and deviation get the values
   * before that, and remove them in the graph.
   *
   * @throws IllegalArgumentException if sources want images of different sizes, orders of colours
   *     or ranges
   */
  public static Preprocessing preprocessing(List<Source> sources) {
    return picture(sources).preprocessing();
  }

  private static SharedPicture picture(List<Source> sources) {
    return SharedPicture.of(
        sources.stream().map(Source::name).toList(), sources.stream().map(Source::views).toList());
  }

  /**
   * The graph: input {@code [N, channels, height, width]} as {@link #preprocessing} has it, output
   * {@code [N, 1]}, clamped to 0..1.
   *
   * @param head fitted to the sources' features, in their order
   * @param threads for finding the layers' shapes
   */
  public static ModelProto of(List<Source> sources, Head head, int threads) throws IOException {
    SharedPicture picture = picture(sources);
    GraphWriter graph = new GraphWriter("adapted");
    picture.declare(graph);
    List<String> features = new ArrayList<>();
    for (Source source : sources) {
      String prefix = source.name() + "/";
      String input = picture.views(graph, prefix, source.views());
      int views = source.views().size();
      InputSize size = source.views().get(0).size();
      for (String feature :
          FeatureGraph.add(
              graph, source.network(), source.features(), input, prefix, size, threads)) {
        features.add(
            views == 1 ? feature : Graphs.meanOfViews(graph, feature + ".views", feature, views));
      }
    }
    String score = head.write(graph, features);
    String low = graph.floats("head/least", new float[] {0});
    String high = graph.floats("head/most", new float[] {1});
    graph.output(graph.add("Clip", OUTPUT, List.of(score, low, high)), 1);
    return graph.model();
  }
}
