package org.mneme.adapt;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mneme.data.ReadOptions;
import org.mneme.settings.SettingException;

/**
 * What a model is fitted to, and how.
 *
 * @param data the scored images: a folder, or a CSV file. Where they come with a split, its
 *     training and validation images are fitted to, and its test set only evaluated on
 * @param reading how they are read
 * @param sources frozen networks and what is taken of them
 * @param head the regression on top; empty for the usual one for so many images
 * @param correcting whether the fit begins with the score of a published memorability model, where
 *     one is among the sources, and the regression corrects it
 * @param components principal components of the kernel head
 * @param folds of the cross-validation; 0 for none
 * @param repeated rounds of it, each with other folds
 * @param seed of the folds
 * @param threads for decoding and for the networks
 */
public record AdaptSettings(
    Path data,
    ReadOptions reading,
    List<SourceChoice> sources,
    Optional<HeadKind> head,
    boolean correcting,
    int components,
    int folds,
    int repeated,
    long seed,
    int threads) {
  /** The models that are usually looked at, chosen on LNSIM: see docs/recipes/lnsim.md. */
  public static final List<String> USUAL_MODELS = List.of("resmem", "efficientnet-lite2");

  /** Principal components of the kernel head, unless said. */
  public static final int USUAL_COMPONENTS = 512;

  /** Folds of the cross-validation, unless said. */
  public static final int USUAL_FOLDS = 5;

  /** Seed of the folds, unless said. */
  public static final long USUAL_SEED = 1;

  /**
   * Keeps a copy.
   *
   * @param data the scored images
   * @param reading how they are read
   * @param sources frozen networks and what is taken of them
   * @param head the regression on top
   * @param correcting whether the fit begins with a published model's score
   * @param components principal components of the kernel head
   * @param folds of the cross-validation
   * @param repeated rounds of it, each with other folds
   * @param seed of the folds
   * @param threads for decoding and for the networks
   * @throws SettingException if no source is named, {@code folds} is negative or 1, or another
   *     number below 1
   */
  public AdaptSettings {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new SettingException("model", "must be given at least once");
    }
    atLeastOne("components", components);
    if (folds < 0 || folds == 1) {
      throw new SettingException("folds", "must be 0 or at least 2, not " + folds);
    }
    atLeastOne("repeated", repeated);
    atLeastOne("threads", threads);
  }

  private static void atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new SettingException(setting, "must be at least 1, not " + value);
    }
  }

  /**
   * {@return the usual settings: the usual models' usual layers, each picture with its mirror
   * image, five folds}
   *
   * @param data a folder, or a CSV file
   */
  public static AdaptSettings of(Path data) {
    return new AdaptSettings(
        data,
        ReadOptions.STRICT,
        SourceChoice.of(USUAL_MODELS, List.of(), Views.MIRROR),
        Optional.empty(),
        true,
        USUAL_COMPONENTS,
        USUAL_FOLDS,
        1,
        USUAL_SEED,
        Runtime.getRuntime().availableProcessors());
  }
}
