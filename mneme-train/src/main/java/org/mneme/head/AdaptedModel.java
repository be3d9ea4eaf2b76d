package org.mneme.head;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mneme.features.GraphWriter;
import org.mneme.features.View;
import org.mneme.image.Preprocessing;

/** Frozen networks, their views and a head as one ONNX graph, from an image to a score of 0..1. */
public final class AdaptedModel {
  private static final String INPUT = "input";
  private static final String OUTPUT = "score";

  private AdaptedModel() {}

  /**
   * How images are prepared for a model of these sources: alike for all, and no smaller than the
   * largest view needs. Sources of which each removes another mean and deviation get the values
   * before that, and remove them in the graph.
   *
   * @throws IllegalArgumentException if sources want images of different sizes, orders of colours
   *     or ranges, or views need more than a square of the resized image
   */
  public static Preprocessing preprocessing(List<Source> sources) {
    Preprocessing first = sources.get(0).views().get(0).preprocessing();
    int side = 0;
    boolean onlyMiddle = true;
    boolean alike = true;
    for (Source source : sources) {
      for (View.Square view : source.views()) {
        Preprocessing other = view.preprocessing();
        if (!withoutMean(other, first.crop()).equals(withoutMean(first, first.crop()))) {
          throw new IllegalArgumentException(
              "%s and %s want images prepared in different ways, so they cannot share a model: %s, %s"
                  .formatted(sources.get(0).name(), source.name(), first, other));
        }
        alike &= sameMean(first, other);
        View.Square middle = View.centre(other);
        onlyMiddle &= view.left() == middle.left() && view.top() == middle.top();
        side = Math.max(side, other.crop());
      }
    }
    if (!onlyMiddle && first.width() != first.height()) {
      throw new IllegalArgumentException(
          "crops other than the centre need a square image, not %d x %d"
              .formatted(first.width(), first.height()));
    }
    int crop = onlyMiddle ? side : first.width();
    return alike ? withMean(first, crop, first.mean(), first.std()) : withoutMean(first, crop);
  }

  private static boolean sameMean(Preprocessing a, Preprocessing b) {
    return a.mean().equals(b.mean()) && a.std().equals(b.std());
  }

  private static Preprocessing withoutMean(Preprocessing p, int crop) {
    return withMean(p, crop, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
  }

  private static Preprocessing withMean(
      Preprocessing p, int crop, List<Float> mean, List<Float> std) {
    return new Preprocessing(
        p.width(), p.height(), crop, p.order(), p.divisor(), mean, std, p.meanImage());
  }

  /**
   * The graph: input {@code [N, 3, crop, crop]} as {@link #preprocessing} has it, output {@code [N,
   * 1]}, clamped to 0..1.
   *
   * @param head fitted to the sources' features, in their order
   * @param threads for finding the layers' shapes
   */
  public static ModelProto of(List<Source> sources, Head head, int threads) throws IOException {
    Preprocessing preprocessing = preprocessing(sources);
    View.Square whole = View.centre(preprocessing);
    GraphWriter graph = new GraphWriter("adapted");
    graph.images(INPUT, preprocessing.crop());
    List<String> features = new ArrayList<>();
    for (Source source : sources) {
      String prefix = source.name() + "/";
      Preprocessing own = source.views().get(0).preprocessing();
      String picture =
          sameMean(own, preprocessing) ? INPUT : standardised(graph, prefix + "images", own);
      List<String> views = new ArrayList<>();
      for (int i = 0; i < source.views().size(); i++) {
        views.add(view(graph, picture, prefix + "view" + i, source.views().get(i), whole));
      }
      String input =
          views.size() == 1
              ? views.get(0)
              : graph.add("Concat", prefix + "views", views, GraphWriter.number("axis", 0));
      int side = source.views().get(0).side();
      for (String feature :
          graph.add(source.network(), source.features(), input, prefix, side, threads)) {
        features.add(
            views.size() == 1
                ? feature
                : graph.meanOfParts(feature + ".views", feature, views.size()));
      }
    }
    String score = head.write(graph, features);
    String low = graph.floats("head/least", new float[] {0});
    String high = graph.floats("head/most", new float[] {1});
    graph.output(graph.add("Clip", OUTPUT, List.of(score, low, high)), 1);
    return graph.model();
  }

  /** Removes mean and deviation, in the arithmetic of {@link org.mneme.image.Planes}. */
  private static String standardised(GraphWriter graph, String name, Preprocessing own) {
    String mean = graph.floats(name + ".mean", floats(own.mean()), 1, 3, 1, 1);
    String std = graph.floats(name + ".std", floats(own.std()), 1, 3, 1, 1);
    String centred = graph.add("Sub", name + ".centred", List.of(INPUT, mean));
    return graph.add("Div", name, List.of(centred, std));
  }

  private static float[] floats(List<Float> values) {
    return new float[] {values.get(0), values.get(1), values.get(2)};
  }

  /** Cuts a view out of the picture. */
  private static String view(
      GraphWriter graph, String picture, String name, View.Square view, View.Square whole) {
    String cut = picture;
    int left = view.left() - whole.left();
    int top = view.top() - whole.top();
    if (view.side() != whole.side()) {
      cut =
          graph.add(
              "Slice",
              name + ".cut",
              List.of(
                  picture,
                  graph.integers(name + ".from", top, left),
                  graph.integers(name + ".to", top + view.side(), left + view.side()),
                  graph.integers(name + ".axes", 2, 3)));
    }
    if (!view.mirrored()) {
      return cut;
    }
    return graph.add(
        "Slice",
        name + ".mirrored",
        List.of(
            cut,
            graph.integers(name + ".right", -1),
            graph.integers(name + ".left", Long.MIN_VALUE),
            graph.integers(name + ".across", 3),
            graph.integers(name + ".back", -1)));
  }
}
