package org.mneme.head;

import java.util.ArrayList;
import java.util.List;
import org.mneme.features.CropView;
import org.mneme.onnx.GraphWriter;
import org.mneme.image.Preprocessing;

/**
 * One prepared picture for several networks in one graph, each of which looks at its own squares of
 * it.
 *
 * <p>The picture is no larger than the largest square needs. Where networks remove other means and
 * deviations, it has the values before that, and each removes its own in the graph.
 */
final class SharedPicture {
  /** The graph's input, {@code [N, 3, crop, crop]}. */
  static final String INPUT = "input";

  private final Preprocessing preprocessing;
  private final CropView whole;

  private SharedPicture(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.whole = CropView.centre(preprocessing);
  }

  /**
   * The picture for these networks.
   *
   * @param names of the networks, for messages
   * @param views the squares that each looks at
   * @throws IllegalArgumentException if they want images of different sizes, orders of colours or
   *     ranges, or views need more than a square of the resized image
   */
  static SharedPicture of(List<String> names, List<List<CropView>> views) {
    Preprocessing first = views.get(0).get(0).preprocessing();
    int side = 0;
    boolean onlyMiddle = true;
    boolean alike = true;
    for (int i = 0; i < views.size(); i++) {
      for (CropView view : views.get(i)) {
        Preprocessing other = view.preprocessing();
        if (!withoutMean(other, first.crop()).equals(withoutMean(first, first.crop()))) {
          throw new IllegalArgumentException(
              "%s and %s want images prepared in different ways, so they cannot share a model: %s, %s"
                  .formatted(names.get(0), names.get(i), first, other));
        }
        alike &= sameMean(first, other);
        CropView middle = CropView.centre(other);
        onlyMiddle &=
            view.crop().left() == middle.crop().left() && view.crop().top() == middle.crop().top();
        side = Math.max(side, other.crop());
      }
    }
    if (!onlyMiddle && first.width() != first.height()) {
      throw new IllegalArgumentException(
          "crops other than the centre need a square image, not %d x %d"
              .formatted(first.width(), first.height()));
    }
    int crop = onlyMiddle ? side : first.width();
    return new SharedPicture(
        alike ? withMean(first, crop, first.mean(), first.std()) : withoutMean(first, crop));
  }

  /** How images are prepared for the graph. */
  Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Adds what a network looks at.
   *
   * @param prefix of the nodes' names
   * @param views of one network; of several, the batches stand one after the other
   * @return the network's input
   */
  String squares(GraphWriter graph, String prefix, List<CropView> views) {
    Preprocessing own = views.get(0).preprocessing();
    String picture =
        sameMean(own, preprocessing) ? INPUT : standardised(graph, prefix + "images", own);
    List<String> squares = new ArrayList<>();
    for (CropView view : views) {
      squares.add(square(graph, picture, prefix + "view" + squares.size(), view));
    }
    return squares.size() == 1
        ? squares.get(0)
        : graph.add("Concat", prefix + "views", squares, GraphWriter.number("axis", 0));
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

  private String square(GraphWriter graph, String picture, String name, CropView view) {
    String cut = picture;
    int left = view.crop().left() - whole.crop().left();
    int top = view.crop().top() - whole.crop().top();
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
    if (!view.crop().mirrored()) {
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
