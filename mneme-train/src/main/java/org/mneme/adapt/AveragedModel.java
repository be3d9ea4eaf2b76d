package org.mneme.adapt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mneme.data.ScoreRange;
import org.mneme.features.CropView;
import org.mneme.features.FrozenNetwork;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxModel;
import org.mneme.onnx.Precision;

/** Several models as one, whose score is the weighted mean of theirs. */
public final class AveragedModel {
  private static final String OUTPUT = "score";

  private AveragedModel() {}

  /**
   * Makes the model with its card: input {@code [N, channels, height, width]}, the largest of the
   * models' crops, of which each sees its own; output {@code [N, 1]}.
   *
   * @param models at least two, each with a card
   * @param weights as many, above 0; only their ratios matter
   * @return to be written by {@link org.mneme.onnx.OnnxFile#write}
   * @throws IllegalArgumentException if a model has no card, or the models want images of different
   *     sizes, orders of colours or ranges, or predict different things or on different scales
   * @throws ModelException if a model has several outputs, or operators that cannot stand beside
   *     the others'
   */
  public static OnnxModel of(List<FrozenNetwork> models, List<Double> weights)
      throws ModelException {
    if (models.size() < 2 || models.size() != weights.size()) {
      throw new IllegalArgumentException(
          "%d models and %d weights; at least two models are needed, and a weight for each"
              .formatted(models.size(), weights.size()));
    }
    if (!weights.stream().allMatch(weight -> weight > 0 && Double.isFinite(weight))) {
      throw new IllegalArgumentException("weights must be above 0, not " + weights);
    }
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    double[] shares = weights.stream().mapToDouble(weight -> weight / sum).toArray();
    List<ModelCard> cards = models.stream().map(AveragedModel::card).toList();
    for (int i = 1; i < models.size(); i++) {
      checkSameQuantity(models.get(0), cards.get(0), models.get(i), cards.get(i));
    }
    GraphWriter graph = new GraphWriter("average");
    List<List<CropView>> views =
        cards.stream().map(card -> List.of(CropView.centre(card.preprocessing()))).toList();
    SharedPicture picture =
        SharedPicture.of(models.stream().map(FrozenNetwork::name).toList(), views);
    picture.declare(graph, false);
    List<String> scores = new ArrayList<>();
    String column = graph.integers("average/column", -1, 1);
    for (int i = 0; i < models.size(); i++) {
      String prefix = "model" + (i + 1) + "/";
      String output = models.get(i).output();
      String input = picture.views(graph, prefix, views.get(i));
      models.get(i).addTo(graph, List.of(output), input, prefix);
      String score =
          graph.add("Reshape", prefix + "average.score", List.of(prefix + output, column));
      String share = graph.floats(prefix + "average.share", new float[] {(float) shares[i]});
      scores.add(graph.add("Mul", prefix + "average.part", List.of(score, share)));
    }
    graph.output(graph.add("Sum", OUTPUT, scores), 1);
    return graph.model().withCard(card(models, cards, shares, picture.preprocessing()));
  }

  private static ModelCard card(FrozenNetwork model) {
    return model
        .card()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    model.name()
                        + ": does not say how images are prepared for it; only Mneme's own model"
                        + " files can be averaged"));
  }

  private static void checkSameQuantity(
      FrozenNetwork first, ModelCard card, FrozenNetwork other, ModelCard otherCard) {
    if (!quantity(card).equals(quantity(otherCard))) {
      throw new IllegalArgumentException(
          "%s predicts %s, and %s %s: their mean would mean nothing"
              .formatted(first.name(), quantity(card), other.name(), quantity(otherCard)));
    }
    Optional<ScoreRange> range = ScoreRange.named(card.output());
    Optional<ScoreRange> otherRange = ScoreRange.named(otherCard.output());
    if (range.isPresent() && otherRange.isPresent() && !areAlike(range.get(), otherRange.get())) {
      throw new IllegalArgumentException(
          "%s gives scores of %s, and %s of %s: their mean would mean nothing. Fit both to scores on"
                  .formatted(
                      first.name(), range.get().text(), other.name(), otherRange.get().text())
              + " one scale");
    }
  }

  /**
   * Whether scores of these ranges can be of one kind: the ranges of z-scores of two data sets
   * differ a little.
   */
  private static boolean areAlike(ScoreRange a, ScoreRange b) {
    if (a.isBounded() || b.isBounded()) {
      return a.equals(b);
    }
    double shared = Math.min(a.high(), b.high()) - Math.max(a.low(), b.low());
    double together = Math.max(a.high(), b.high()) - Math.min(a.low(), b.low());
    return shared > together / 2;
  }

  /** What the models' mean is: its range is the mean of theirs. */
  private static String meaning(List<ModelCard> cards, double[] shares) {
    double low = 0;
    double high = 0;
    for (int i = 0; i < shares.length; i++) {
      Optional<ScoreRange> range = ScoreRange.named(cards.get(i).output());
      if (range.isEmpty() || range.get().isBounded()) {
        return cards.get(0).output();
      }
      low += shares[i] * range.get().low();
      high += shares[i] * range.get().high();
    }
    return new ScoreRange(low, high).meaning();
  }

  /** What a card's output begins with: {@code memorability: 0..1, ...}. */
  private static String quantity(ModelCard card) {
    return card.output().split(":", 2)[0].strip();
  }

  private static ModelCard card(
      List<FrozenNetwork> models,
      List<ModelCard> cards,
      double[] shares,
      Preprocessing preprocessing) {
    Map<String, String> notes = new TreeMap<>();
    for (int i = 0; i < shares.length; i++) {
      String prefix = "average.model" + (i + 1);
      notes.put(prefix, String.format(Locale.ROOT, "%.4f of %s", shares[i], models.get(i).name()));
      cards.get(i).notes().forEach((name, note) -> notes.put(prefix + "." + name, note));
    }
    return new ModelCard(
        "average",
        preprocessing,
        meaning(cards, shares),
        ModelCard.licences(cards),
        IntStream.range(0, shares.length)
            .mapToObj(
                i -> String.format(Locale.ROOT, "%.2f of (%s)", shares[i], cards.get(i).origin()))
            .collect(Collectors.joining(", ", "averaged by Mneme: ", "")),
        cards.get(0).sourceSha256(),
        cards.stream().anyMatch(card -> card.precision() == Precision.INT8)
            ? Precision.INT8
            : Precision.FP32,
        List.of(),
        notes);
  }
}
