package org.mneme.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mneme.data.ScoreRange;
import org.mneme.features.FeatureGraph;
import org.mneme.head.Head;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.OnnxModel;
import org.mneme.score.Sureness;

/** Frozen networks, their views and a head as one ONNX graph, from an image to a score. */
final class AdaptedModel {
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
   * {@code [N, 1]}, and where left-out images' strangeness is known, {@code familiar}, {@code [N,
   * 1]}.
   *
   * @param head fitted to the sources' features, in their order
   * @param range of the scores; a bounded one is kept to
   * @param strangeness of images that were left out of a fit; empty where there was none
   * @param threads for finding the layers' shapes
   */
  public static OnnxModel of(
      List<Source> sources, Head head, ScoreRange range, double[] strangeness, int threads)
      throws IOException {
    SharedPicture picture = picture(sources);
    GraphWriter graph = new GraphWriter("adapted");
    boolean single = sources.stream().anyMatch(source -> source.network().isSingle());
    picture.declare(graph, single);
    List<String> features = new ArrayList<>();
    for (Source source : sources) {
      String prefix = source.name() + "/";
      int views = source.views().size();
      InputSize size = source.views().get(0).size();
      if (source.network().isSingle()) {
        features.addAll(viewByView(graph, picture, source, prefix, size, threads));
        continue;
      }
      String input = picture.views(graph, prefix, source.views());
      for (String feature :
          FeatureGraph.add(
              graph, source.network(), source.features(), input, prefix, size, threads)) {
        features.add(views == 1 ? feature : meanOfViews(graph, feature + ".views", feature, views));
      }
    }
    String score = head.write(graph, features);
    graph.output(range.isBounded() ? clamped(graph, score, range) : named(graph, score), 1);
    if (strangeness.length > 0) {
      head.writeFamiliar(graph, strangeness)
          .ifPresent(
              share -> {
                graph.add("Identity", Sureness.FAMILIAR, List.of(share));
                graph.output(Sureness.FAMILIAR, 1);
              });
    }
    return graph.model();
  }

  /**
   * A network that takes one image at a time sees each view in a copy, which shares its weights.
   */
  private static List<String> viewByView(
      GraphWriter graph,
      SharedPicture picture,
      Source source,
      String prefix,
      InputSize size,
      int threads)
      throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (String input : picture.eachView(graph, prefix, source.views())) {
      String copy = all.isEmpty() ? prefix : prefix + "again" + all.size() + "/";
      all.add(
          FeatureGraph.add(
              graph, source.network(), source.features(), input, copy, prefix, size, threads));
    }
    List<String> means = new ArrayList<>();
    for (int i = 0; i < source.features().size(); i++) {
      int feature = i;
      List<String> views = all.stream().map(each -> each.get(feature)).toList();
      means.add(
          views.size() == 1 ? views.get(0) : graph.add("Mean", views.get(0) + ".views", views));
    }
    return means;
  }

  private static String clamped(GraphWriter graph, String score, ScoreRange range) {
    String low = graph.floats("head/least", new float[] {(float) range.low()});
    String high = graph.floats("head/most", new float[] {(float) range.high()});
    return graph.add("Clip", OUTPUT, List.of(score, low, high));
  }

  private static String named(GraphWriter graph, String score) {
    return graph.add("Identity", OUTPUT, List.of(score));
  }

  /** Adds the mean of equal parts along the first dimension, which are a batch's views. */
  private static String meanOfViews(GraphWriter graph, String name, String input, int views) {
    List<String> parts = IntStream.range(0, views).mapToObj(view -> name + ".part" + view).toList();
    graph.add(
        "Split",
        name + ".apart",
        List.of(input),
        parts,
        GraphWriter.number("axis", 0),
        GraphWriter.number("num_outputs", views));
    return graph.add("Mean", name, parts);
  }
}
