package org.mneme.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings that have no effect with the others that they come with, such as a momentum with adam.
 */
public final class UnusedSettings {
  /**
   * What another setting must be for a setting to play a part.
   *
   * @param usual the other's value where none is given
   */
  private record Needs(String setting, String other, String usual, List<String> values) {
    String reason() {
      String last = values.get(values.size() - 1);
      String earlier = String.join(", ", values.subList(0, values.size() - 1));
      return "needs %s %s%s".formatted(other, earlier.isEmpty() ? "" : earlier + " or ", last);
    }
  }

  private static final List<Needs> ALL =
      List.of(
          new Needs("momentum", "optimizer", "adamw", List.of("sgd")),
          new Needs("nesterov", "optimizer", "adamw", List.of("sgd")),
          new Needs("beta1", "optimizer", "adamw", List.of("adam", "adamw")),
          new Needs("beta2", "optimizer", "adamw", List.of("adam", "adamw")),
          new Needs("epsilon", "optimizer", "adamw", List.of("adam", "adamw")),
          new Needs("gamma", "schedule", "constant", List.of("step", "exponential", "plateau")),
          new Needs("step_epochs", "schedule", "constant", List.of("step", "plateau")),
          new Needs("warm_up", "schedule", "constant", List.of("cosine")),
          new Needs("cosine_floor", "schedule", "constant", List.of("cosine")),
          new Needs("huber_delta", "loss", "mse", List.of("huber")),
          new Needs("rank_weight", "rank_term", "none", List.of("pairwise", "spearman")),
          new Needs("rank_temperature", "rank_term", "none", List.of("pairwise", "spearman")),
          new Needs("segmentation", "network", "resmem", List.of("triplemem")),
          new Needs("segmentation_map", "network", "resmem", List.of("triplemem")));

  private static final List<String> AUGMENTATIONS =
      List.of("flip", "random_crop", "crop_scale", "jitter", "erase");

  private UnusedSettings() {}

  /**
   * Settings that would be taken and change nothing.
   *
   * @param possible the values that each of the settings given may have; those of a setting that
   *     nobody chooses from, such as a range of numbers, may be left empty
   * @return the reasons by the settings' names, such as "needs optimizer sgd"
   */
  public static Map<String, String> of(Map<String, ? extends List<?>> possible) {
    Map<String, String> unused = new LinkedHashMap<>();
    for (Needs needs : ALL) {
      if (!possible.containsKey(needs.setting())) {
        continue;
      }
      List<?> others = possible.get(needs.other());
      List<?> values = others == null ? List.of(needs.usual()) : others;
      boolean used =
          values.stream()
              .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT))
              .anyMatch(needs.values()::contains);
      if (!used) {
        unused.put(needs.setting(), needs.reason());
      }
    }
    if (possible.containsKey("views") && AUGMENTATIONS.stream().noneMatch(possible::containsKey)) {
      unused.put("views", "needs augmentation, such as flip or random_crop");
    }
    // The usual split is written with every run, also with one that has folds.
    boolean split =
        possible.containsKey("split")
            && !possible.get("split").stream().allMatch(v -> String.valueOf(v).equals("1"));
    boolean folds = possible.containsKey("folds");
    if (folds && possible.containsKey("shares")) {
      unused.put("shares", "excludes folds, which are of one size");
    }
    if (split && (folds || possible.containsKey("shares"))) {
      unused.put(
          "split", "excludes %s, a split of their own".formatted(folds ? "folds" : "shares"));
    }
    return unused;
  }
}
