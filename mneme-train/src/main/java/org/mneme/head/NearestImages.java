package org.mneme.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mneme.onnx.GraphWriter;

/**
 * Where images lie along the principal components of their standardised features, and how far from
 * the nearest of them others lie. Immutable; threads may share it.
 */
public final class NearestImages {
  /** Images to which the distance counts: the mean of so many is steadier than one. */
  private static final int NEAREST = 5;

  /** Components whose variance is a smaller share of the largest's are noise of rounding. */
  private static final double LEAST_SHARE = 1e-9;

  /** What the squared distances are called in a graph, after the prefix. */
  static final String DISTANCES = "distance.positive";

  /** ONNX's number for float32. */
  private static final int FLOAT = 1;

  private final Scaling scaling;

  /** One a group, [columns, components], for standardised features. */
  private final List<NativeMatrix> projections;

  /** [images, components]. */
  private final NativeMatrix places;

  private NearestImages(Scaling scaling, List<NativeMatrix> projections, NativeMatrix places) {
    this.scaling = scaling;
    this.projections = projections;
    this.places = places;
  }

  /**
   * Finds the components and the images' places.
   *
   * @param images their features, of at least two
   * @param components how many principal components are kept at most
   * @return the images' places
   * @throws IOException if features cannot be read
   */
  public static NearestImages of(FeatureRows images, int components) throws IOException {
    int n = images.count();
    Scaling scaling = Scaling.of(images);
    NativeMatrix gram = LinearRidge.gram(images, scaling);
    double[] variances = gram.eigen();
    int kept = 0;
    while (kept < Math.min(components, n - 1)
        && variances[n - 1 - kept] > LEAST_SHARE * variances[n - 1]) {
      kept++;
    }
    kept = Math.max(1, kept);
    // Divided by their own deviation, eigenvectors give the projection, multiplied the components.
    NativeMatrix places = new NativeMatrix(n, kept);
    NativeMatrix directions = new NativeMatrix(kept, n);
    for (int k = 0; k < kept; k++) {
      double deviation = Math.sqrt(Math.max(variances[n - 1 - k], Double.MIN_NORMAL));
      double[] vector = gram.row(n - 1 - k);
      for (int i = 0; i < n; i++) {
        places.set(i, k, vector[i] * deviation);
        directions.set(k, i, vector[i] / deviation);
      }
    }
    List<NativeMatrix> projections = new ArrayList<>();
    for (int group = 0; group < images.lengths().size(); group++) {
      NativeMatrix projection = new NativeMatrix(images.lengths().get(group), kept);
      projection.setProductOfBothTransposed(scaling.matrix(images, group), directions);
      projections.add(projection);
    }
    return new NearestImages(scaling, projections, places);
  }

  /** [images, components]. */
  NativeMatrix places() {
    return places;
  }

  /** The place of an image with these features. */
  double[] place(List<float[]> features) {
    double[] t = new double[places.columns()];
    for (int group = 0; group < projections.size(); group++) {
      NativeMatrix projection = projections.get(group);
      double[] scaled = new double[projection.rows()];
      scaling.apply(group, features.get(group), scaled, 0);
      for (int c = 0; c < scaled.length; c++) {
        double[] row = projection.row(c);
        for (int k = 0; k < t.length; k++) {
          t[k] += scaled[c] * row[k];
        }
      }
    }
    return t;
  }

  /**
   * {@return the mean distance of an image to the nearest ones}
   *
   * @param features group by group, as the images have them
   */
  public double distance(List<float[]> features) {
    return distance(place(features));
  }

  /**
   * {@return the same distance for each of several images}
   *
   * @param others their features, in the groups that the images have
   * @throws IOException if features cannot be read
   */
  public double[] distances(FeatureRows others) throws IOException {
    NativeMatrix all = new NativeMatrix(others.count(), places.columns());
    for (int group = 0; group < projections.size(); group++) {
      NativeMatrix part = new NativeMatrix(others.count(), places.columns());
      part.setProduct(scaling.matrix(others, group), projections.get(group));
      all.add(part);
    }
    double[] distances = new double[others.count()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = distance(all.row(i));
    }
    return distances;
  }

  private double distance(double[] t) {
    double[] squares = new double[places.rows()];
    for (int i = 0; i < squares.length; i++) {
      double[] s = places.row(i);
      for (int k = 0; k < t.length; k++) {
        squares[i] += (t[k] - s[k]) * (t[k] - s[k]);
      }
    }
    Arrays.sort(squares);
    return Arrays.stream(squares, 0, nearest()).map(Math::sqrt).average().orElseThrow();
  }

  private int nearest() {
    return Math.min(NEAREST, places.rows());
  }

  /**
   * Adds the squared distances to all images to a graph.
   *
   * @param graph is added to
   * @param features the groups' names in the graph, each {@code [N, columns]}
   * @param prefix of all names
   * @return the name of the distances, {@code [N, images]}
   */
  public String writeDistances(GraphWriter graph, List<String> features, String prefix) {
    int components = places.columns();
    List<String> parts = new ArrayList<>();
    for (int group = 0; group < features.size(); group++) {
      NativeMatrix projection = projections.get(group);
      double[] factors = scaling.factors(group);
      float[] matrix = new float[projection.rows() * components];
      for (int c = 0, at = 0; c < projection.rows(); c++) {
        for (double value : projection.row(c)) {
          matrix[at++] = (float) (value * factors[c]);
        }
      }
      parts.add(
          Graphs.centredProduct(
              graph,
              prefix + group,
              features.get(group),
              scaling.means(group),
              matrix,
              components));
    }
    String t = graph.add("Sum", prefix + "components", parts);
    int count = places.rows();
    float[] turned = new float[components * count];
    float[] squares = new float[count];
    for (int i = 0; i < count; i++) {
      double[] s = places.row(i);
      squares[i] = (float) LeaveOneOut.dot(s, s);
      for (int k = 0; k < components; k++) {
        turned[k * count + i] = (float) (-2 * s[k]);
      }
    }
    String cross =
        graph.add(
            "MatMul",
            prefix + "cross",
            List.of(t, graph.floats(prefix + "support", turned, components, count)));
    String own =
        graph.add(
            "ReduceSum",
            prefix + "square",
            List.of(
                graph.add("Mul", prefix + "squares", List.of(t, t)),
                graph.integers(prefix + "square.axes", 1)));
    String theirs = graph.floats(prefix + "support.square", squares, count);
    String distance = graph.add("Sum", prefix + "distance", List.of(cross, own, theirs));
    return graph.add("Relu", prefix + DISTANCES, List.of(distance));
  }

  /**
   * Adds to the graph how familiar an image is: the share of known distances that are at least its
   * own, counting itself; 0..1.
   *
   * @param graph is added to
   * @param distances what {@link #writeDistances} gave
   * @param others distances of images of the same kind, each to images without it
   * @return the name of the share, {@code [N, 1]}
   */
  public String writeFamiliar(GraphWriter graph, String distances, double[] others) {
    List<String> nearest = List.of("familiar/nearest", "familiar/nearest.places");
    graph.add(
        "TopK",
        "familiar/top",
        List.of(distances, graph.integers("familiar/count", nearest())),
        nearest,
        GraphWriter.number("axis", 1),
        GraphWriter.number("largest", 0),
        GraphWriter.number("sorted", 1));
    String roots = graph.add("Sqrt", "familiar/distances", List.of(nearest.get(0)));
    String axes = graph.integers("familiar/axes", 1);
    String sumOfRoots = graph.add("ReduceSum", "familiar/distances.sum", List.of(roots, axes));
    String mean =
        graph.add(
            "Div",
            "familiar/distance",
            List.of(sumOfRoots, graph.floats("familiar/number", new float[] {nearest()}, 1)));
    float[] known = new float[others.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = (float) others[i];
    }
    String below =
        graph.add(
            "Less",
            "familiar/less",
            List.of(graph.floats("familiar/known", known, 1, known.length), mean));
    String less =
        graph.add("Cast", "familiar/less.number", List.of(below), GraphWriter.number("to", FLOAT));
    String sum = graph.add("ReduceSum", "familiar/less.sum", List.of(less, axes));
    String share =
        graph.add(
            "Div",
            "familiar/less.share",
            List.of(sum, graph.floats("familiar/all", new float[] {known.length + 1f}, 1)));
    String one = graph.floats("familiar/one", new float[] {1}, 1);
    return graph.add("Sub", "familiar/share", List.of(one, share));
  }
}
