package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.settings.SettingException;

/**
 * Which images a network is trained on, which it is validated with meanwhile, and which it is
 * evaluated on in the end.
 *
 * @param place of the data set: a folder, or a CSV file
 * @param reading how it is read; images must be there
 * @param shares of a random split; empty for the split that comes with the data, or, where there is
 *     none, 8 : 1 : 1
 * @param splitSeed of a random split, or of folds
 * @param folds how many trainings a cross-validation has, each evaluated on its own part of the
 *     images; empty for one training
 * @param fold only this one of them, from 1
 */
public record TrainData(
    Path place,
    ReadOptions reading,
    Optional<Shares> shares,
    long splitSeed,
    Optional<Integer> folds,
    Optional<Integer> fold) {
  static final long USUAL_SPLIT_SEED = 1;

  private static final Shares USUAL = new Shares(.8, .1, .1);

  /** The share of a fold's other images that it is validated with. */
  private static final double VALIDATION = .1;

  /**
   * Has images needed.
   *
   * @param place of the data set
   * @param reading how it is read
   * @param shares of a random split
   * @param splitSeed of a random split, or of folds
   * @param folds how many trainings a cross-validation has, each evaluated on its own part of the
   *     images
   * @param fold only this one of them, from 1
   * @throws SettingException if there are fewer than 2 folds, or a fold that is not among them
   */
  public TrainData {
    reading = reading.withNeedImages(true);
    if (folds.isPresent() && folds.get() < 2) {
      throw new SettingException("folds", "must be at least 2, not " + folds.get());
    }
    if (fold.isPresent() && folds.isEmpty()) {
      throw new SettingException("fold", "needs folds: how many there are");
    }
    if (fold.isPresent() && (fold.get() < 1 || fold.get() > folds.get())) {
      throw new SettingException(
          "fold", "must be 1 to %d, not %d".formatted(folds.get(), fold.get()));
    }
  }

  /**
   * {@return a data set read strictly, with the split that comes with it, or 8 : 1 : 1}
   *
   * @param place a folder, or a CSV file
   */
  public static TrainData of(Path place) {
    return new TrainData(
        place,
        ReadOptions.STRICT,
        Optional.empty(),
        USUAL_SPLIT_SEED,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * {@return the same data in a random split}
   *
   * @param other how large the parts are
   * @param seed of the split
   */
  public TrainData withShares(Shares other, long seed) {
    return new TrainData(place, reading, Optional.of(other), seed, folds, fold);
  }

  /**
   * {@return the same data, trained on and evaluated in so many folds}
   *
   * @param count 2 or more
   */
  public TrainData withFolds(int count) {
    return new TrainData(place, reading, shares, splitSeed, Optional.of(count), Optional.empty());
  }

  /**
   * Reads the data set; its images are looked for, not opened.
   *
   * @return all its images
   * @throws IOException if it cannot be read, or an image is missing
   */
  public DataSet read() throws IOException {
    return DataSet.read(place, reading);
  }

  /**
   * One split, or one for each fold that is asked for.
   *
   * @param set what {@link #read} gave
   * @return the splits, in the order of the folds
   * @throws IOException if the data set's own split is empty
   */
  public List<Split> splits(DataSet set) throws IOException {
    if (folds.isEmpty()) {
      boolean official =
          shares.isEmpty() && set.items().stream().anyMatch(item -> item.part() != null);
      return List.of(
          official
              ? set.official()
              : SplitPlan.random(splitSeed).split(set.items(), shares.orElse(USUAL)));
    }
    List<Split> all = new ArrayList<>();
    for (Split each : SplitPlan.random(splitSeed).folds(set.items(), folds.get())) {
      List<Item> rest = each.train();
      Split watched =
          SplitPlan.random(splitSeed).split(rest, new Shares(1 - VALIDATION, VALIDATION, 0));
      all.add(new Split(watched.train(), watched.val(), each.test()));
    }
    return fold.isPresent() ? List.of(all.get(fold.get() - 1)) : all;
  }

  /** The number of the first split's fold, from 1; 0 without folds. */
  int firstFold() {
    return folds.isEmpty() ? 0 : fold.orElse(1);
  }

  /** The same for one of the folds alone. */
  TrainData withFold(int number) {
    return new TrainData(place, reading, shares, splitSeed, folds, Optional.of(number));
  }
}
