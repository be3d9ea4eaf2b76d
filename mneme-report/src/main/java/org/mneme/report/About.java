package org.mneme.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.data.ScoreRange;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.onnx.ModelCard;
import org.mneme.score.MethodsText;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

/**
 * How scores came to be, for the foot of a page.
 *
 * @param model its name
 * @param facts in the order in which they are shown
 */
public record About(String model, List<Fact> facts) {
  private static final String SCORE = "Score";

  /**
   * A label and what it says.
   *
   * @param label for people, such as {@code Origin}
   * @param text any, in one line
   */
  public record Fact(String label, String text) {}

  /**
   * Keeps a copy.
   *
   * @param model its name
   * @param facts in the order in which they are shown
   */
  public About {
    facts = List.copyOf(facts);
  }

  /** {@return what a score says, in a sentence or two; empty if the model does not say} */
  Optional<String> meaning() {
    return facts.stream()
        .filter(fact -> fact.label().equals(SCORE))
        .findFirst()
        .map(
            fact ->
                ScoreRange.isMemorability(fact.text())
                    ? "A score says how likely people who saw an image once will recognise it later ("
                        + fact.text().substring(fact.text().indexOf(':') + 1).strip()
                        + "). It ranks images better than it measures a single one. The percentile is"
                        + " an image's place among these."
                    : "What a score says: " + fact.text() + ".");
  }

  /**
   * {@return what the model file and the options say}
   *
   * @param called what the user called the model
   * @param scorer the open model
   * @param options how it is run
   * @param made the day
   */
  public static About of(String called, Scorer scorer, ScorerOptions options, LocalDate made) {
    return of(
        called,
        scorer.card(),
        scorer.preprocessingChoice(),
        scorer.preprocessing(),
        options,
        made,
        Optional.empty());
  }

  /**
   * {@return what the model file and the options say about layers that were looked into}
   *
   * @param called what the user called the model
   * @param card what the model file says about itself
   * @param choice how images are prepared, with what it takes the place of
   * @param p how images are prepared, as it was used
   * @param options how it is run
   * @param made the day
   * @param layers those that were looked into; empty for a page about scores alone
   */
  public static About of(
      String called,
      Optional<ModelCard> card,
      PreprocessingChoice choice,
      Preprocessing p,
      ScorerOptions options,
      LocalDate made,
      Optional<String> layers) {
    List<Fact> facts = new ArrayList<>();
    String name = card.map(ModelCard::name).orElse(called);
    facts.add(
        new Fact("Model", name + card.map(c -> " (" + c.precision().title() + ")").orElse("")));
    card.ifPresent(
        c -> {
          facts.add(new Fact(SCORE, c.output()));
          facts.add(new Fact("Licence of the weights", firstLine(c.licence())));
          facts.add(new Fact("Origin", c.origin()));
        });
    facts.add(
        new Fact(
            "Preparation",
            "%s to %d x %d, %s%s crop of %s, %s, decoded %s"
                .formatted(
                    p.resizing().fit() == Resizing.Fit.STRETCH
                        ? "stretched"
                        : "resized with its aspect ratio and cut",
                    p.width(),
                    p.height(),
                    p.meanImage() == null ? "" : "mean image subtracted, ",
                    lower(options.crops()),
                    crop(p),
                    lower(p.order()),
                    lower(options.decode()))));
    choice
        .overridden()
        .ifPresent(own -> facts.add(new Fact("Overridden preprocessing", own.describe())));
    layers.ifPresent(each -> facts.add(new Fact("Layer", each)));
    facts.add(
        new Fact(
            "For a methods section",
            MethodsText.ofScores(called, card, p, options.crops(), options.decode())));
    facts.add(new Fact("Made", made + " with Mneme"));
    return new About(name, facts);
  }

  private static String crop(Preprocessing p) {
    return p.cropWidth() == p.cropHeight()
        ? String.valueOf(p.cropWidth())
        : p.cropWidth() + " x " + p.cropHeight();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("not stated");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
