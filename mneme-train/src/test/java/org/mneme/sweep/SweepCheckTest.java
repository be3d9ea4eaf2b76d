package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.Catalog;
import org.mneme.track.RunStore;
import org.mneme.train.TrainTrials;

/** What a sweep of trainings refuses before its first trial. */
class SweepCheckTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeData() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (String name : List.of("a", "b", "c")) {
      Files.write(folder.resolve("images/" + name + ".png"), new byte[] {1});
    }
    Files.writeString(folder.resolve("scores.csv"), "image,score\na.png,.1\nb.png,.2\nc.png,.3\n");
  }

  private String refused(String metric, String parameters) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tune.yaml"),
            """
            method: random
            metric: {name: %s, goal: maximize}
            run_cap: 4
            parameters: %s
            """
                .formatted(metric, parameters));
    SweepPlan plan = SweepPlan.read(file);
    RunStore store = RunStore.at(folder.resolve("runs"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              TrainTrials trials = TrainTrials.on(folder, plan, Catalog.at(folder.resolve("home")));
              new Sweep(plan, store, trials, SweepOptions.defaults(), progress -> {}).run();
            });
    assertFalse(Files.exists(store.folder()), "neither a sweep nor a trial was begun");
    return String.valueOf(e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'{optimizer: {values: [sgd, lion]}}', 'parameter ''optimizer'' must be one of sgd, adam or adamw, not ''lion'''",
    "'{learning_rate: {min: -0.1, max: 0.1}}', 'parameter ''learning_rate'' must be a number of at least 0, not -0.1'",
    "'{momentum: {min: 0.5, max: 0.9}}', 'parameter ''momentum'' would be ignored in every trial: it needs optimizer sgd'",
    "'{optimizer: {value: sgd}, momentum: {min: 0.5, max: 1.5}}', 'parameter ''momentum'' must be a number from 0 to below 1, not 1.5'",
    "'{batch_size: {min: 0, max: 64}}', 'parameter ''batch_size'' must be a whole number of at least 1, not 0'",
    "'{learning_rate: {distribution: normal, mu: 0.001, sigma: 0.001}}', 'parameter ''learning_rate'' must be a number of at least 0, not -0.00'",
    "'{epochs: {values: [3, many]}}', 'parameter ''epochs'' must be a whole number of at least 1, not ''many'''",
    "'{flip: {values: [true, maybe]}}', 'parameter ''flip'' must be true or false, not ''maybe'''",
    "'{lr: {value: 1}}', 'parameter ''lr'': no training has such a setting; there are absolute_paths, '",
    "'{data: {value: x}}', 'parameter ''data'': no training has such a setting'",
    "'{network: {values: [memnet-small, vgg]}}', 'with network vgg: unknown network ''vgg'''",
    "'{network: {value: memnet-small}, freeze: {values: [none, features]}}', 'with freeze features, network memnet-small: no tensor of network ''memnet-small'' is named like ''features'''",
    "'{network: {value: memnet-small}, folds: {value: 3}}', 'with folds 3, network memnet-small: a trial is one training; name one fold of the folds'",
    "'{network: {values: [memnet-small, triplemem]}}', 'parameter ''segmentation'' is missing'",
    "'{network: {value: memnet-small}, schedule: {values: [plateau, step]}, step_epochs: {values: [3, 0]}}', 'parameter ''step_epochs'' must be at least 1 with schedule step'"
  })
  void everyValueIsCheckedBeforeTheFirstTrial(String parameters, String message)
      throws IOException {
    String refused = refused("val_spearman", parameters);
    assertTrue(refused.startsWith(message), refused);
  }

  @Test
  void aMetricThatTrainingsDoNotReportIsRefused() throws IOException {
    assertEquals(
        "metric 'val_spearmann': no trial reports it; they report epoch_train_loss, val_loss,"
            + " val_spearman, epoch_images_per_second, best_val_spearman, best_epoch",
        refused("val_spearmann", "{network: {value: memnet-small}}"));
  }

  /** A sweep begun in one locale continues in another. */
  @Test
  void theSweepsNameDoesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.US);
      String known = id();
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertEquals(known, id(), tag);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private String id() {
    SweepPlan plan =
        SweepPlan.of(
            "hill",
            SweepPlan.Method.RANDOM,
            Objective.maximize("val_spearman"),
            List.of(
                new SweepParameter("learning_rate", Numeric.logUniform(1e-5, 1e-2)),
                new SweepParameter("epochs", Numeric.integers(1, 1000))));
    return new Sweep(
            plan,
            RunStore.at(folder.resolve("runs")),
            new CurveTrials(0),
            SweepOptions.defaults().withMaxTrials(1),
            progress -> {})
        .id();
  }
}
