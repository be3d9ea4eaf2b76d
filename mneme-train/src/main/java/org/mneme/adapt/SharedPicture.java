package org.mneme.adapt;

import java.util.ArrayList;
import java.util.List;
import org.mneme.features.CropView;
import org.mneme.image.Crop;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.GraphWriter;

/**
 * One prepared picture for several networks in one graph, each of which looks at its own crops of
 * it.
 *
 * <p>The picture is no larger than the largest crops need. Where networks remove other means and
 * deviations, it has the values before that, and each removes its own in the graph.
 */
final class SharedPicture {
  /** The graph's input, {@code [N, channels, height, width]}. */
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
   * @param views the crops that each looks at
   * @throws IllegalArgumentException if they want images of different sizes, orders of colours or
   *     ranges
   */
  static SharedPicture of(List<String> names, List<List<CropView>> views) {
    Preprocessing first = views.get(0).get(0).preprocessing();
    int width = 0;
    int height = 0;
    boolean onlyMiddle = true;
    boolean alike = true;
    for (int i = 0; i < views.size(); i++) {
      for (CropView view : views.get(i)) {
        Preprocessing other = view.preprocessing();
        if (!uncropped(other).equals(uncropped(first))) {
          throw new IllegalArgumentException(
              "%s and %s want images prepared in different ways, so they cannot share a model: %s, %s"
                  .formatted(names.get(0), names.get(i), first.settings(), other.settings()));
        }
        alike &= sameMean(first, other);
        Crop middle = Crop.centre(other);
        onlyMiddle &= view.crop().left() == middle.left() && view.crop().top() == middle.top();
        width = Math.max(width, other.cropWidth());
        height = Math.max(height, other.cropHeight());
      }
    }
    Preprocessing shared =
        onlyMiddle ? first.withCrop(width, height) : first.withCrop(first.width(), first.height());
    return new SharedPicture(alike ? shared : shared.withoutMeanAndStd());
  }

  /**
   * Declares the graph's input.
   *
   * @param single whether the graph takes one image at a time
   */
  void declare(GraphWriter graph, boolean single) {
    InputSize size = preprocessing.input();
    if (single) {
      graph.singleInput(INPUT, size.channels(), size.height(), size.width());
    } else {
      graph.input(INPUT, size.channels(), size.height(), size.width());
    }
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
  String views(GraphWriter graph, String prefix, List<CropView> views) {
    List<String> cuts = eachView(graph, prefix, views);
    return cuts.size() == 1
        ? cuts.get(0)
        : graph.add("Concat", prefix + "views", cuts, GraphWriter.number("axis", 0));
  }

  /** The same, each view by itself. */
  List<String> eachView(GraphWriter graph, String prefix, List<CropView> views) {
    Preprocessing own = views.get(0).preprocessing();
    String picture =
        sameMean(own, preprocessing) ? INPUT : standardised(graph, prefix + "images", own);
    List<String> cuts = new ArrayList<>();
    for (CropView view : views) {
      cuts.add(cut(graph, picture, prefix + "view" + cuts.size(), view));
    }
    return cuts;
  }

  private static boolean sameMean(Preprocessing a, Preprocessing b) {
    return a.mean().equals(b.mean()) && a.std().equals(b.std());
  }

  private static Preprocessing uncropped(Preprocessing p) {
    return p.withoutMeanAndStd().withCrop(p.width(), p.height());
  }

  /** Removes mean and deviation, in the arithmetic of {@link org.mneme.image.Planes}. */
  private static String standardised(GraphWriter graph, String name, Preprocessing own) {
    String mean = graph.floats(name + ".mean", floats(own.mean()), 1, own.mean().size(), 1, 1);
    String std = graph.floats(name + ".std", floats(own.std()), 1, own.std().size(), 1, 1);
    String centred = graph.add("Sub", name + ".centred", List.of(INPUT, mean));
    return graph.add("Div", name, List.of(centred, std));
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private String cut(GraphWriter graph, String picture, String name, CropView view) {
    String cut = picture;
    int left = view.crop().left() - whole.crop().left();
    int top = view.crop().top() - whole.crop().top();
    if (!view.size().equals(whole.size())) {
      cut =
          graph.add(
              "Slice",
              name + ".cut",
              List.of(
                  picture,
                  graph.integers(name + ".from", top, left),
                  graph.integers(
                      name + ".to", top + view.size().height(), left + view.size().width()),
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
