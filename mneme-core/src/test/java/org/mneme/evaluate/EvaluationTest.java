package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static double[] truth(int n) {
    Random random = new Random(21);
    return random.doubles(n).map(u -> .6 + .13 * random.nextGaussian()).toArray();
  }

  private static double[] noisy(double[] truth, double noise, long seed) {
    Random random = new Random(seed);
    return Arrays.stream(truth).map(t -> t + noise * random.nextGaussian()).toArray();
  }

  @Test
  void everyFigureHasAnIntervalAroundItAndTheBetterModelWins() {
    double[] truth = truth(400);
    Evaluation evaluation =
        Evaluation.of(
            ScoreTable.of(truth)
                .withModel("sharp", noisy(truth, .1, 1))
                .withModel("dull", noisy(truth, .2, 2)),
            Missing.REFUSE,
            Intervals.DEFAULT);
    assertEquals(400, evaluation.images());
    for (ModelEvaluation model : evaluation.models()) {
      assertEquals(List.of(Figure.values()), List.copyOf(model.figures().keySet()));
      model.figures().forEach((figure, e) -> assertTrue(e.covers(e.value()) && e.low() < e.high()));
      double plain = model.figure(Figure.PREDICTION_SD).value();
      assertEquals(model.distribution().predictions().sd(), plain, 1e-15);
    }
    Comparison comparison = evaluation.comparisons().get(0);
    assertEquals("sharp", comparison.first());
    assertEquals("dull", comparison.second());
    Difference rho = comparison.differences().get(Figure.SPEARMAN);
    // True correlations are .79 and .54: with 400 images some 7 standard errors apart.
    assertTrue(rho.estimate().low() > 0 && rho.p() < .02, rho.toString());
    assertTrue(comparison.differences().get(Figure.MSE).estimate().high() < 0);
  }

  @Test
  void aModelDoesNotDifferFromItself() {
    double[] truth = truth(50);
    double[] predictions = noisy(truth, .1, 1);
    Evaluation evaluation =
        Evaluation.of(
            ScoreTable.of(truth).withModel("a", predictions).withModel("b", predictions),
            Missing.REFUSE,
            Intervals.DEFAULT);
    evaluation
        .comparisons()
        .get(0)
        .differences()
        .forEach(
            (figure, d) ->
                assertEquals(
                    new Difference(new Estimate(0, Double.NaN, Double.NaN), 1), d, figure::name));
  }

  @Test
  void imagesWithAMissingScoreAreLeftOutForEveryoneOrNamed() {
    double[] truth = truth(30);
    double[] a = noisy(truth, .1, 1);
    double[] b = noisy(truth, .1, 2);
    a[3] = Double.NaN;
    b[7] = Double.NaN;
    ScoreTable table = ScoreTable.of(truth).withModel("a", a).withModel("b", b);
    Evaluation evaluation = Evaluation.of(table, Missing.OMIT, Intervals.DEFAULT);
    assertEquals(28, evaluation.images());
    assertEquals(2, evaluation.omitted());
    int[] rows = IntStream.range(0, 30).filter(i -> i != 3 && i != 7).toArray();
    assertEquals(
        Evaluation.of(table.rows(rows), Missing.REFUSE, Intervals.DEFAULT).comparisons(),
        evaluation.comparisons());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT));
    assertEquals(
        "row 3: the prediction of a is NaN; a finite number is needed, or leave such images out",
        e.getMessage());
  }

  @Test
  void anInfiniteScoreIsNeverLeftOut() {
    ScoreTable table =
        ScoreTable.of(new double[] {.1, .2})
            .withModel("a", new double[] {.1, Double.NEGATIVE_INFINITY});
    assertThrows(
        IllegalArgumentException.class,
        () -> Evaluation.of(table, Missing.OMIT, Intervals.DEFAULT));
  }

  @Test
  void categoriesAreEvaluatedByThemselves() {
    double[] truth = truth(90);
    ScoreTable table = ScoreTable.of(truth).withModel("a", noisy(truth, .1, 1));
    List<String> labels =
        IntStream.range(0, 90).mapToObj(i -> i % 3 == 0 ? "food" : "animal").toList();
    Map<String, Evaluation> by = Evaluation.by(labels, table, Missing.REFUSE, Intervals.DEFAULT);
    assertEquals(List.of("food", "animal"), List.copyOf(by.keySet()));
    int[] food = IntStream.range(0, 30).map(i -> 3 * i).toArray();
    Evaluation alone = Evaluation.of(table.rows(food), Missing.REFUSE, Intervals.DEFAULT);
    assertEquals(alone.models().get(0).figures(), by.get("food").models().get(0).figures());
    assertEquals(60, by.get("animal").images());
    assertThrows(
        IllegalArgumentException.class,
        () -> Evaluation.by(List.of("food"), table, Missing.REFUSE, Intervals.DEFAULT));
  }

  @Test
  void aConstantModelHasErrorsButNoCorrelation() {
    double[] truth = truth(40);
    double[] constant = new double[40];
    Arrays.fill(constant, .7);
    ModelEvaluation model =
        Evaluation.of(
                ScoreTable.of(truth).withModel("a", constant), Missing.REFUSE, Intervals.DEFAULT)
            .models()
            .get(0);
    assertEquals(new Estimate(Double.NaN, Double.NaN, Double.NaN), model.figure(Figure.SPEARMAN));
    assertTrue(model.figure(Figure.MSE).low() > 0);
    assertEquals(new Estimate(0, Double.NaN, Double.NaN), model.figure(Figure.SD_RATIO));
    assertEquals("cannot be evaluated: the predictions do not vary", model.verdict());
    assertEquals(1, model.calibration().orElseThrow().reliability().size());
  }

  @Test
  void oneImageIsEnoughForAnErrorAndNothingElse() {
    Evaluation evaluation =
        Evaluation.of(
            ScoreTable.of(new double[] {.5}).withModel("a", new double[] {.7}),
            Missing.REFUSE,
            Intervals.DEFAULT);
    ModelEvaluation model = evaluation.models().get(0);
    assertEquals(.2, model.figure(Figure.MAE).value(), 1e-15);
    assertEquals(Double.NaN, model.figure(Figure.PREDICTION_SD).value());
    assertTrue(model.calibration().isEmpty());
  }

  /** The 2015 MemNet ranks like the best and says nearly the same of every image. */
  @Test
  void theVerdictTellsRegressionToTheMean() {
    double[] truth = truth(500);
    double[] shrunken =
        Arrays.stream(noisy(truth, .16, 3)).map(p -> .725 + .0125 * (p - .6)).toArray();
    String verdict =
        Evaluation.of(
                ScoreTable.of(truth).withModel("memnet", shrunken),
                Missing.REFUSE,
                Intervals.DEFAULT)
            .models()
            .get(0)
            .verdict();
    assertTrue(verdict.startsWith("ranks well (Spearman 0.56 [0.49, 0.62]) but "), verdict);
    assertTrue(verdict.contains("regresses to the mean (SD ratio 0.02)"), verdict);
    assertTrue(verdict.contains("is 0.12 too high on average"), verdict);
  }

  /** Whose errors compare tenths with tens; the ranking holds. */
  @Test
  void theVerdictSaysWhenScalesAreUnlike() {
    double[] truth = Arrays.stream(truth(500)).map(t -> 100 * t).toArray();
    double[] predictions = noisy(truth(500), .01, 3);
    String verdict =
        Evaluation.of(
                ScoreTable.of(truth).withModel("a", predictions), Missing.REFUSE, Intervals.DEFAULT)
            .models()
            .get(0)
            .verdict();
    assertTrue(
        verdict.startsWith("ranks well (Spearman 1.00 [0.99, 1.00]); its scores ("), verdict);
    assertTrue(verdict.contains("another scale than the human scores"), verdict);
    assertFalse(verdict.contains("too low"), verdict);
  }

  @Test
  void aModelAsGoodAsHumansReachesAllOfTheirConsistency() {
    double[] truth = truth(300);
    double[] first = noisy(truth, .08, 4);
    double[] second = noisy(truth, .08, 5);
    Evaluation evaluation =
        Evaluation.of(
            ScoreTable.of(first).withModel("other half", second).withHalving(first, second),
            Missing.REFUSE,
            Intervals.DEFAULT);
    Estimate share = evaluation.models().get(0).shareOfHumans().orElseThrow();
    assertEquals(new Estimate(1, Double.NaN, Double.NaN), share); // it is the humans' own
    HumanConsistency humans = evaluation.humans().orElseThrow();
    double r = humans.spearman().value();
    assertEquals(2 * r / (1 + r), humans.spearmanBrown().value(), 1e-15);
    assertEquals(r, humans.least(), 1e-15);
  }

  @Test
  void aTableWithNothingToEvaluateIsRefused() {
    ScoreTable truthOnly = ScoreTable.of(new double[] {.1});
    assertThrows(
        IllegalArgumentException.class,
        () -> Evaluation.of(truthOnly, Missing.OMIT, Intervals.DEFAULT));
    ScoreTable none = truthOnly.withModel("a", new double[] {Double.NaN});
    assertThrows(
        IllegalArgumentException.class, () -> Evaluation.of(none, Missing.OMIT, Intervals.DEFAULT));
    assertThrows(IllegalArgumentException.class, () -> none.withModel("a", new double[] {.1}));
    assertThrows(IllegalArgumentException.class, () -> none.withModel("b", new double[] {.1, .2}));
    assertEquals(Collections.singletonList("a"), none.models());
  }
}
