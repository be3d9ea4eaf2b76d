package org.mneme.predict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScoringModel;

/**
 * Decides for one run whether a model's int8 file, which is faster, may stand for its fp32 file.
 *
 * <p>It may if both are so: its fidelity was measured on at least {@value #FEWEST_KINDS} kinds of
 * pictures and is {@linkplain Fidelity#isClose close} on each; and on the run's first {@value
 * #FIRST_IMAGES} images, scored with both files, the scores agree. What was recorded says nothing
 * of pictures of yet another kind, and so few images say nothing of ranks: the two complete each
 * other. A shorter run is scored in fp32.
 */
public final class AutomaticPrecision {
  /** How many images are scored both ways. */
  public static final int FIRST_IMAGES = 16;

  /** On fewer kinds of pictures than this, a file's fidelity says too little about others. */
  static final int FEWEST_KINDS = 2;

  /**
   * ResMem's int8 file differs by .004 on average and by .02 at most; one that was fitted to
   * landscapes alone, by .07 on average on other photographs.
   */
  private static final double LARGEST_MEAN_DIFFERENCE = .01;

  private static final double LARGEST_DIFFERENCE = .05;

  private AutomaticPrecision() {}

  /**
   * What a run is scored with.
   *
   * @param model the file to score with
   * @param reason one line for people
   * @param images of the run, all of them
   */
  public record Choice(ScoringModel model, String reason, Iterator<Path> images) {}

  /**
   * Looks at what is recorded and, where that is good enough, scores the first images twice.
   *
   * @param fp32 the model's fp32 file
   * @param int8 its int8 file, with the same options
   * @param images read as far as needed; the scorer still gets all of them
   * @return one of the two files, and why
   * @throws IOException if a model cannot be opened; an image that cannot be read is left out
   */
  public static Choice choose(ScoringModel fp32, ScoringModel int8, Iterator<Path> images)
      throws IOException {
    List<Fidelity> recorded = OnnxFile.card(int8.file()).map(ModelCard::fidelity).orElse(List.of());
    if (recorded.size() < FEWEST_KINDS) {
      return new Choice(
          fp32,
          "fp32 is used: the fidelity of the int8 file was measured on %d kind%s of pictures, and %d are needed. Make the file anew with pictures of several kinds"
              .formatted(recorded.size(), recorded.size() == 1 ? "" : "s", FEWEST_KINDS),
          images);
    }
    for (Fidelity fidelity : recorded) {
      if (!fidelity.isClose()) {
        return new Choice(
            fp32,
            "fp32 is used: the int8 file does not follow it closely enough: " + fidelity.describe(),
            images);
      }
    }
    List<Path> first = new ArrayList<>();
    while (first.size() < FIRST_IMAGES && images.hasNext()) {
      first.add(images.next());
    }
    Iterator<Path> all = new Rejoined(first.iterator(), images);
    if (first.size() < FIRST_IMAGES) {
      return new Choice(
          fp32,
          "fp32 is used: for fewer than %d images, int8 saves no time".formatted(FIRST_IMAGES),
          all);
    }
    Agreement agreement = Agreement.of(scores(fp32, first), scores(int8, first));
    return agreement.isClose()
        ? new Choice(int8, "int8 is used: " + agreement.describe(), all)
        : new Choice(fp32, "fp32 is used: " + agreement.describe(), all);
  }

  private static List<Score> scores(ScoringModel model, List<Path> images) throws IOException {
    try (Scorer scorer = model.open()) {
      return scorer.scoreAll(images);
    }
  }

  /** How two files' scores of the same images differ, by those that could be read. */
  private record Agreement(int images, double mean, double largest) {
    static Agreement of(List<Score> fp32, List<Score> int8) {
      int images = 0;
      double sum = 0;
      double largest = 0;
      for (int i = 0; i < fp32.size(); i++) {
        if (!fp32.get(i).failed() && !int8.get(i).failed()) {
          double difference = Math.abs(fp32.get(i).value() - int8.get(i).value());
          images++;
          sum += difference;
          largest = Math.max(largest, difference);
        }
      }
      return new Agreement(images, images == 0 ? 0 : sum / images, largest);
    }

    boolean isClose() {
      return images >= FIRST_IMAGES / 2
          && mean <= LARGEST_MEAN_DIFFERENCE
          && largest <= LARGEST_DIFFERENCE;
    }

    String describe() {
      return images < FIRST_IMAGES / 2
          ? "of the first %d images only %d could be read, too few to compare it with int8"
              .formatted(FIRST_IMAGES, images)
          : String.format(
              Locale.ROOT,
              "on the first %d images, the scores in int8 and fp32 differ by %.4f on average (limit %.2f) and %.4f at most (limit %.2f)",
              images,
              mean,
              LARGEST_MEAN_DIFFERENCE,
              largest,
              LARGEST_DIFFERENCE);
    }
  }

  /** What was looked at already, then the rest. */
  private record Rejoined(Iterator<Path> first, Iterator<Path> rest) implements Iterator<Path> {
    @Override
    public boolean hasNext() {
      return first.hasNext() || rest.hasNext();
    }

    @Override
    public Path next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return first.hasNext() ? first.next() : rest.next();
    }
  }
}
