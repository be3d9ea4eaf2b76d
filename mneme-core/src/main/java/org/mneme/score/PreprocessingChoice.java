package org.mneme.score;

import java.nio.file.Path;
import java.util.Optional;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * How images are prepared for a model, by one rule for whatever runs it: as the model says; as the
 * caller says where the model says nothing; and otherwise than the model says only when the caller
 * wants exactly that.
 *
 * @param used for every image
 * @param overridden what the model says, if something else is used
 */
public record PreprocessingChoice(Preprocessing used, Optional<Preprocessing> overridden) {
  /**
   * Chooses by the rule: as the model says; as the caller says where the model says nothing, or
   * where that is to override the model.
   *
   * @param model for messages
   * @param own what the model file says
   * @param given what the caller says
   * @param override whether the caller's may take the place of the model's own
   * @return what is used, and what it takes the place of
   * @throws ModelException if neither says anything, or they differ and {@code override} is false
   */
  public static PreprocessingChoice of(
      Path model, Optional<Preprocessing> own, Optional<Preprocessing> given, boolean override)
      throws ModelException {
    if (own.isEmpty()) {
      Preprocessing used =
          given.orElseThrow(
              () ->
                  new ModelException(
                      model
                          + ": does not say how images are prepared for it (it was not made by"
                          + " Mneme)",
                      Remedy.of(Action.GIVE_PREPROCESSING, "Give its preprocessing")));
      return new PreprocessingChoice(used, Optional.empty());
    }
    if (given.isEmpty() || given.equals(own)) {
      return new PreprocessingChoice(own.get(), Optional.empty());
    }
    if (!override) {
      throw new ModelException(
          "%s: says that its images are %s; the preprocessing given is %s"
              .formatted(model, own.get().describe(), given.get().describe()),
          Remedy.of(
              Action.OVERRIDE_PREPROCESSING,
              "Leave the preprocessing to the model, or override its own"));
    }
    return new PreprocessingChoice(given.get(), own);
  }

  /**
   * Chooses by the rule for a model file and the options that it is run with.
   *
   * @throws ModelException as above
   */
  static PreprocessingChoice of(Path model, Optional<ModelCard> card, ScorerOptions options)
      throws ModelException {
    return of(
        model,
        card.map(ModelCard::preprocessing),
        options.preprocessing(),
        options.overridePreprocessing());
  }

  /**
   * {@return what a reader of the scores must know, in one line; empty where the model had its way}
   */
  public Optional<String> note() {
    return overridden.map(
        own ->
            "preprocessing overridden: %s; the model's own is %s"
                .formatted(used.describe(), own.describe()));
  }
}
