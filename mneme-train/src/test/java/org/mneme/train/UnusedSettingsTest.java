package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnusedSettingsTest {
  private static Map<String, String> of(Map<String, ? extends List<?>> possible) {
    return UnusedSettings.of(possible);
  }

  @Test
  void aSettingOfAnotherOptimiserPlaysNoPart() {
    List<Double> value = List.of(.9);
    assertEquals(Map.of("momentum", "needs optimizer sgd"), of(Map.of("momentum", value)));
    assertEquals(
        Map.of("beta1", "needs optimizer adam or adamw"),
        of(Map.of("beta1", value, "optimizer", List.of("sgd"))));
    assertEquals(Map.of(), of(Map.of("beta1", value)));
  }

  /** A sweep that chooses between optimisers draws the settings of each. */
  @Test
  void oneOfSeveralValuesIsEnough() {
    assertEquals(Map.of(), of(Map.of("momentum", List.of(), "optimizer", List.of("adam", "SGD"))));
  }

  @Test
  void viewsNeedAugmentation() {
    assertEquals(
        Map.of("views", "needs augmentation, such as flip or random_crop"),
        of(Map.of("views", List.of(4))));
    assertEquals(Map.of(), of(Map.of("views", List.of(4), "jitter", List.of(.1))));
  }

  @Test
  void thereIsOneWayToSplit() {
    Map<String, List<?>> all = new HashMap<>();
    all.put("shares", List.of("0.8,0.1,0.1"));
    all.put("split", List.of(2));
    assertEquals(Map.of("split", "excludes shares, a split of their own"), of(all));
    all.put("folds", List.of(5));
    assertEquals(
        Map.of(
            "shares", "excludes folds, which are of one size",
            "split", "excludes folds, a split of their own"),
        of(all));
  }

  /** The command that a run keeps has every setting, and must be taken again. */
  @Test
  void whatARunWritesIsAllUsed() {
    for (String optimizer : List.of("sgd", "adam", "adamw")) {
      Map<String, Object> written =
          TrainCodec.write(
              TrainCodec.read(Map.of("data", "lnsim", "folds", 5, "optimizer", optimizer)));
      Map<String, List<?>> single = new HashMap<>();
      written.forEach((name, value) -> single.put(name, List.of(value)));
      assertEquals(Map.of(), of(single));
    }
  }
}
