package org.mneme.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Images without end whose figures are known: a column of human scores, one for each of two models,
 * and perhaps two for each halving of the subjects.
 */
interface Population {
  String name();

  /** Some images, by column. */
  double[][] draw(SplittableRandom random, int images);

  /** The population is large enough that its figures are known. */
  double[][] everything();

  static List<Population> all(Path lnsim) throws IOException {
    return List.of(
        new Drawn("normal", r -> latent(r, .5, .4, .36)),
        new Drawn("unrelated", r -> latent(r, 0, 0, .5)),
        new Drawn("close models", Population::close),
        new Drawn("high", r -> latent(r, .95, .8, 0)),
        new Drawn("skewed", r -> skewed(latent(r, .6, .4, .36))),
        new Drawn("ties", r -> tied(latent(r, .6, .5, 0))),
        Finite.lnsim(lnsim));
  }

  /** One image. */
  interface Image {
    double[] scores(SplittableRandom random);
  }

  /** Drawn from a distribution. */
  record Drawn(String name, Image image) implements Population {
    @Override
    public double[][] draw(SplittableRandom random, int images) {
      double[][] columns = new double[3][images];
      for (int i = 0; i < images; i++) {
        double[] scores = image.scores(random);
        for (int c = 0; c < columns.length; c++) {
          columns[c][i] = scores[c];
        }
      }
      return columns;
    }

    @Override
    public double[][] everything() {
      return draw(new SplittableRandom(99), 1_000_000);
    }
  }

  /** Drawn with replacement from images that there are. */
  @SuppressWarnings("ArrayRecordComponent") // never written after
  record Finite(String name, double[][] everything) implements Population {
    @Override
    public double[][] draw(SplittableRandom random, int images) {
      double[][] columns = new double[everything.length][images];
      for (int i = 0; i < images; i++) {
        int drawn = random.nextInt(everything[0].length);
        for (int c = 0; c < columns.length; c++) {
          columns[c][i] = everything[c][drawn];
        }
      }
      return columns;
    }

    /**
     * LNSIM's 2,000 images with published ResMem's scores and, as the second model, a mixture of
     * these, of half the subjects' scores and of noise, rounded to two digits.
     */
    static Finite lnsim(Path folder) throws IOException {
      double[][] scores = columns(folder.resolve("scores.csv"));
      double[][] resMem = columns(folder.resolve("resmem-1.1.6.csv"));
      double[][] halves = columns(folder.resolve("halves.csv"));
      SplittableRandom random = new SplittableRandom(3);
      double[] second = new double[scores[0].length];
      for (int i = 0; i < second.length; i++) {
        double mixed = .25 + .4 * resMem[0][i] + .15 * halves[0][i] + .05 * random.nextGaussian();
        second[i] = Math.round(100 * mixed) / 100.;
      }
      List<double[]> all = new ArrayList<>(List.of(scores[0], resMem[0], second));
      all.addAll(List.of(halves));
      return new Finite("LNSIM", all.toArray(double[][]::new));
    }

    private static double[][] columns(Path csv) throws IOException {
      List<String> lines = Files.readAllLines(csv);
      int width = lines.get(0).split(",", -1).length - 1;
      double[][] columns = new double[width][lines.size() - 1];
      for (int i = 1; i < lines.size(); i++) {
        String[] cells = lines.get(i).split(",", -1);
        for (int c = 0; c < width; c++) {
          columns[c][i - 1] = Double.parseDouble(cells[c + 1]);
        }
      }
      return columns;
    }
  }

  /**
   * Normal scores of about LNSIM's mean and deviation.
   *
   * @param a the first model's correlation with human scores
   * @param b the second's
   * @param common the part of the models' variance that they share beyond human scores
   */
  private static double[] latent(SplittableRandom random, double a, double b, double common) {
    double truth = random.nextGaussian();
    double shared = Math.sqrt(common) * random.nextGaussian();
    double first = a * truth + shared + Math.sqrt(1 - a * a - common) * random.nextGaussian();
    double second = b * truth + shared + Math.sqrt(1 - b * b - common) * random.nextGaussian();
    return new double[] {.6 + .13 * truth, .57 + .1 * first, .6 + .09 * second};
  }

  /** A model and the same one with a little noise, such as its int8 file. */
  private static double[] close(SplittableRandom random) {
    double truth = random.nextGaussian();
    double first = .6 * truth + .8 * random.nextGaussian();
    double second = first + .1 * random.nextGaussian();
    return new double[] {.6 + .13 * truth, .57 + .1 * first, .57 + .1 * second};
  }

  /** Most scores near 1, a long tail downwards. */
  private static double[] skewed(double[] scores) {
    double[] skewed = new double[scores.length];
    for (int c = 0; c < scores.length; c++) {
      skewed[c] = 1 / (1 + Math.exp(-2 - 10 * (scores[c] - .6)));
    }
    return skewed;
  }

  /** Few raters, and a model that says little: steps of .1 and .05, a floor. */
  private static double[] tied(double[] scores) {
    return new double[] {
      Math.round(10 * scores[0]) / 10.,
      Math.max(.5, Math.round(20 * scores[1]) / 20.),
      Math.round(10 * scores[2]) / 10.
    };
  }
}
