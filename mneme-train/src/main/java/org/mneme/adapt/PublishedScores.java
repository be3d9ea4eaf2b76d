package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.data.Item;
import org.mneme.data.ScoreRange;
import org.mneme.evaluate.UnscoredImages;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.CachedScoring;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;

/**
 * Compares an adaptation with the published models that it began with, where these predict
 * memorability themselves. A model file of the user's is not compared: it may have been trained on
 * these very images. Scores are cached where evaluations cache theirs, and nothing is fetched.
 */
final class PublishedScores {
  private final Catalog catalog;
  private final int threads;
  private final Progress progress;

  PublishedScores(Catalog catalog, int threads, Progress progress) {
    this.catalog = catalog;
    this.threads = threads;
    this.progress = progress;
  }

  /** The published model that a choice names, if that predicts memorability itself. */
  static Optional<PublishedModel> memorability(SourceChoice choice, Catalog catalog) {
    return catalog
        .published(choice.model())
        .filter(published -> ScoreRange.isMemorability(published.output()));
  }

  /**
   * A comparison for each such model.
   *
   * @param crossValidated the adapted model's scores of the items, in their order
   */
  List<AgainstPublished> compare(
      List<SourceChoice> choices, List<Item> items, double[] truth, double[] crossValidated)
      throws IOException {
    List<CachedModel> models = new ArrayList<>();
    for (SourceChoice choice : choices) {
      Optional<PublishedModel> published = memorability(choice, catalog);
      if (published.isPresent()) {
        catalog.cached(published.get(), Precision.FP32).ifPresent(models::add);
      }
    }
    if (models.isEmpty()) {
      return List.of();
    }
    CachedScoring scoring = new CachedScoring(Optional.of(catalog.scores()), threads, progress);
    CachedScoring.FailureListener failed = UnscoredImages.refused().among(items);
    List<Path> images = items.stream().map(Item::image).toList();
    List<@Nullable String> hashes = scoring.hashes(images, failed);
    List<AgainstPublished> all = new ArrayList<>();
    for (CachedModel model : models) {
      String name = model.card().name();
      ScoringModel scored =
          ScoringModel.of(
              model.file(), ScorerOptions.defaults().withThreads(threads), catalog.hashes());
      double[] scores =
          scoring.score(
              "Scoring with %s as published".formatted(name), scored, images, hashes, failed);
      all.add(AgainstPublished.of(name, truth, crossValidated, scores));
    }
    return all;
  }
}
