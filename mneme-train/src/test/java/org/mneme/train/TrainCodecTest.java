package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.data.Shares;
import org.mneme.image.Augmentation;
import org.mneme.settings.Setting;
import org.mneme.settings.SettingException;
import org.mneme.track.NewRun;

class TrainCodecTest {
  private static final Map<String, Object> DATA = Map.of("data", "lnsim");

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> values = new HashMap<>(DATA);
    values.put(name, value);
    return values;
  }

  @Test
  void whatIsNotSaidIsAsUsual() {
    TrainRequest usual = TrainRequest.of(Path.of("lnsim"), NetworkChoice.Name.RESMEM);
    assertEquals(usual, TrainCodec.read(DATA));
    assertEquals(1, usual.settings().seed());
    assertEquals(1L, TrainCodec.write(usual).get("seed"), "one default for library and edges");
  }

  /** What a run's folder keeps is read again as it was, to the bit. */
  @Property
  void whatIsWrittenIsReadAgain(@ForAll("requests") TrainRequest request) {
    Map<String, Object> written = TrainCodec.write(request);
    assertEquals(request, TrainCodec.read(written));
    // As run.json keeps it.
    assertEquals(written, NewRun.of("run", written).settings());
  }

  @Provide
  Arbitrary<TrainRequest> requests() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, .999).ofScale(17);
    Arbitrary<Double> positive = Arbitraries.doubles().between(1e-9, 1e3).ofScale(12);
    Arbitrary<Optimiser> optimisers =
        Arbitraries.oneOf(
            Combinators.combine(positive.map(p -> Math.min(.99, p)), Arbitraries.of(true, false))
                .as(Optimiser.Sgd::new),
            Combinators.combine(share, share, positive, Arbitraries.of(true, false))
                .as(Optimiser.Adam::new));
    Arbitrary<Schedule> schedules =
        Arbitraries.oneOf(
            Arbitraries.just(new Schedule.Constant()),
            share.map(s -> new Schedule.Step(1 + (int) (9 * s), 1 - s)),
            share.map(s -> new Schedule.Exponential(1 - s)),
            Combinators.combine(positive, share).as(Schedule.Cosine::new),
            share.map(s -> new Schedule.Plateau(1 - s, (int) (9 * s))));
    Arbitrary<Loss> losses =
        Arbitraries.oneOf(
            Arbitraries.just(Loss.squared()),
            positive.map(Loss::huber),
            Combinators.combine(Arbitraries.of(Loss.Order.PAIRWISE, Loss.Order.SPEARMAN), positive)
                .as((order, w) -> Loss.huber(w).withOrder(order, w, w)));
    Arbitrary<TrainSettings> settings =
        Combinators.combine(optimisers, schedules, losses, positive, share, Arbitraries.longs())
            .as(
                (optimiser, schedule, loss, rate, decay, seed) ->
                    TrainSettings.builder()
                        .optimiser(optimiser)
                        .schedule(schedule)
                        .loss(loss)
                        .learningRate(rate)
                        .weightDecay(decay)
                        .averaging(decay)
                        .seed(seed)
                        .groups(
                            new Group(new NamePattern("fc?"), rate / 3, decay),
                            new Group(new NamePattern("a=b"), rate, decay / 7))
                        .build());
    Arbitrary<Augmentation> augmentations =
        Combinators.combine(Arbitraries.of(true, false), share)
            .as((flip, s) -> new Augmentation(flip, !flip, 1 - s, s, s));
    Arbitrary<Optional<List<NamePattern>>> frozen =
        Arbitraries.of(
            Optional.empty(),
            Optional.of(List.of()),
            Optional.of(List.of(new NamePattern("features"), new NamePattern("conv?"))));
    return Combinators.combine(settings, augmentations, frozen, positive)
        .as(
            (s, augmentation, f, p) ->
                new TrainRequest(
                    TrainData.of(Path.of("a b/c"))
                        .withShares(new Shares(p, p / 3, 1), s.seed())
                        .withFolds(3),
                    NetworkChoice.of(NetworkChoice.Name.MEMNET_SMALL),
                    new StartWeights(
                        Optional.of("model.onnx"),
                        List.of(new NamePattern("conv*")),
                        Optional.of("resmem"),
                        Initialisation.XAVIER,
                        true),
                    f,
                    augmentation,
                    7,
                    s));
  }

  @ParameterizedTest
  @CsvSource({
    "learning_rte, 1, 'is unknown; did you mean ''learning_rate''?'",
    "lr, 1, 'is unknown; known are absolute_paths, accumulate, '",
    "epochs, 0, 'must be a whole number of at least 1, not 0'",
    "learning_rate, -0.5, 'must be a number of at least 0, not -0.5'",
    "momentum, 1, 'must be a number from 0 to below 1, not 1'",
    "gamma, 0, 'must be a number above 0 to 1, not 0'",
    "crop_scale, 2, 'must be a number above 0 to 1, not 2'",
    "threads, 0, 'must be a whole number of at least 1, not 0'",
    "views, 0, 'must be a whole number of at least 1, not 0'",
    "folds, 1, 'must be a whole number of at least 2, not 1'"
  })
  void whatCannotBeIsNamed(String name, double value, String problem) {
    SettingException e =
        assertThrows(SettingException.class, () -> TrainCodec.read(with(name, value)));
    assertEquals(name, e.setting());
    assertTrue(e.problem().startsWith(problem), e.problem());
  }

  @ParameterizedTest
  @CsvSource({
    "optimizer, lion, 'must be one of sgd, adam or adamw, not ''lion'''",
    "device, tpu, 'must be cpu or cuda, not ''tpu'''",
    "epochs, ten, 'must be a whole number of at least 1, not ''ten'''",
    "flip, yes, 'must be true or false, not ''yes'''",
    "shares, '1,2', 'is ''1,2'': three numbers are needed: 0.8,0.1,0.1'",
    "learning_rate_of, 'fc*', 'is ''fc*'': a rate is needed, as in fc*=1e-3'",
    "freeze, 'features,,', 'has an empty name: '"
  })
  void textThatCannotBeIsNamed(String name, String value, String problem) {
    SettingException e =
        assertThrows(SettingException.class, () -> TrainCodec.read(with(name, value)));
    assertTrue(e.problem().startsWith(problem), e.problem());
  }

  @Test
  void dataMustBeGiven() {
    SettingException e = assertThrows(SettingException.class, () -> TrainCodec.read(Map.of()));
    assertEquals("data is missing", e.getMessage());
  }

  /** A sweep that rounds to multiples of 8.0 draws 32.0. */
  @Test
  void aWholeNumberMayBeADouble() {
    assertEquals(32, TrainCodec.read(with("batch_size", 32.)).settings().batch());
    assertThrows(SettingException.class, () -> TrainCodec.read(with("batch_size", 32.5)));
  }

  @Test
  void whatPlaysNoPartIsNotWritten() {
    Map<String, Object> adamw = TrainCodec.write(TrainCodec.read(with("momentum", .5)));
    assertFalse(adamw.containsKey("momentum"), adamw.toString());
    Map<String, Object> sgd = TrainCodec.write(TrainCodec.read(with("optimizer", "SGD")));
    assertEquals("sgd", sgd.get("optimizer"));
    assertEquals(.9, sgd.get("momentum"));
  }

  /** tr-TR has an i without a dot, ar-EG other digits, de-DE a decimal comma. */
  @Test
  void noLocaleChangesAName() {
    Map<String, Object> expected = TrainCodec.write(TrainCodec.read(with("optimizer", "SGD")));
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertEquals(expected, TrainCodec.write(TrainCodec.read(with("optimizer", "SGD"))), tag);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void everySettingHasANameOfItsOwnAndSaysWhatItMeans() {
    List<String> names = TrainCodec.settings().stream().map(Setting::name).toList();
    assertEquals(names.size(), names.stream().distinct().count());
    for (Setting<?> setting : TrainCodec.settings()) {
      assertTrue(setting.name().matches("[a-z][a-z0-9_]*"), setting.name());
      assertTrue(setting.description().endsWith("."), setting.description());
    }
  }
}
