package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepFileTest {
  @TempDir Path folder;

  private SweepPlan read(String text) throws IOException {
    return SweepPlan.read(Files.writeString(folder.resolve("tune.yaml"), text));
  }

  private static Map<String, ParameterDistribution> byName(SweepPlan plan) {
    return plan.parameters().stream()
        .collect(Collectors.toMap(SweepParameter::name, SweepParameter::distribution));
  }

  /** A file as W&B's users have them, each key of which W&B's schema knows. */
  @Test
  void fileOfWeightsAndBiasesIsReadUnchanged() throws IOException {
    SweepPlan plan =
        read(
            """
            # how we tune
            program: train.py
            project: memorability
            entity: lab
            name: ResMem's top
            description: frozen features
            method: bayes
            metric:
              name: val_spearman
              goal: maximize
              target: 0.8
            parameters:
              learning_rate:
                distribution: log_uniform_values
                min: 1e-5
                max: 0.1
              dropout: {values: [0.2, 0.5]}
              epochs: {value: 27}
              batch_size:
                distribution: q_uniform
                min: 16
                max: 128
                q: 16
              width: {min: 64, max: 512}
              decay: {min: 0.0, max: 0.1}
              optimizer:
                parameters:
                  name:
                    values: [adam, sgd]
                    probabilities: [0.75, 0.25]
                  momentum: {distribution: normal, mu: 0.9, sigma: 0.01}
            early_terminate:
              type: hyperband
              min_iter: 3
              eta: 2
            run_cap: 40
            command:
              - ${env}
              - python
              - ${program}
              - ${args}
            """);
    assertEquals("ResMem's top", plan.name());
    assertEquals(SweepPlan.Method.BAYES, plan.method());
    assertEquals(.8, plan.objective().target().orElseThrow());
    assertEquals(List.of(3, 6, 12), plan.earlyTermination().orElseThrow().bands().subList(0, 3));
    assertEquals(40, plan.cap().orElseThrow());
    assertEquals(List.of("program", "project", "entity", "description", "command"), plan.ignored());
    Map<String, ParameterDistribution> parameters = byName(plan);
    assertEquals(
        List.of(
            "batch_size",
            "decay",
            "dropout",
            "epochs",
            "learning_rate",
            "optimizer.momentum",
            "optimizer.name",
            "width"),
        plan.parameters().stream().map(SweepParameter::name).toList());
    assertEquals(Numeric.logUniform(1e-5, .1), parameters.get("learning_rate"));
    assertEquals(Numeric.integers(64, 512), parameters.get("width"));
    assertEquals(Numeric.uniform(0, .1), parameters.get("decay"));
    assertEquals(Categorical.constant(27), parameters.get("epochs"));
    assertEquals(
        new Categorical(List.of("adam", "sgd"), List.of(.75, .25)),
        parameters.get("optimizer.name"));
    assertEquals(
        List.of(16L, 32L, 48L, 64L, 80L, 96L, 112L, 128L),
        byName(plan).getOrDefault("batch_size", Numeric.uniform(0, 1)).values());
  }

  /** W&B's own examples of exponents: .0001 to .1, and 15 to 245. */
  @ParameterizedTest
  @CsvSource({"-9.21, -2.3", "2.7, 5.5", "0, 3", "-5, 0"})
  void exponentsAreTakenAsSuch(double min, double max) throws IOException {
    SweepPlan plan =
        read(
            "method: random\nparameters:\n  lr: {distribution: log_uniform, min: %s, max: %s}\n"
                .formatted(min, max));
    double middle = (double) plan.parameters().get(0).distribution().quantile(.5);
    assertEquals(Math.exp((min + max) / 2), middle, 1e-12 * middle);
  }

  @ParameterizedTest
  @CsvSource({"grid", "random"})
  void withoutAMetricTrialsAreRankedByTheUsualOne(String method) throws IOException {
    SweepPlan plan = read("method: %s\nparameters:\n  a: {values: [1, 2]}\n".formatted(method));
    assertEquals(Objective.maximize("val_spearman"), plan.objective());
    assertTrue(plan.metricIsAssumed());
    assertFalse(
        read("method: grid\nmetric: {name: a}\nparameters:\n  a: {values: [1, 2]}\n")
            .metricIsAssumed());
  }

  private static final String REST = "\nmetric: {name: loss}\nparameters:\n  lr: ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{min: 1, max: 0}                                     | 4:7: parameter 'lr': min (1.0) must not be above max (0.0)",
        "{min: 1}                                             | 4:7: parameter 'lr' needs value, values, or min and max",
        "{min: 1, max: x}                                     | 4:21: max of lr must be a number, not 'x'",
        "{min: 0, max: 1, step: 2}                            | 4:24: 'step' is unknown in parameter 'lr'",
        "{values: 3}                                          | 4:16: values of lr must be a list",
        "{values: []}                                         | 4:7: parameter 'lr': a parameter needs at least one value",
        "{value: {a: 1}}                                      | 4:15: lr must be text, a number, true, false or a list",
        "{value: null}                                        | 4:15: lr: a value is missing",
        "{distribution: beta}                                 | 4:22: distribution 'beta' of 'lr' is not supported",
        "{distribution: log_uniform_values, min: 0, max: 1}   | 4:47: min of 'lr' (0.0) must be above 0",
        "{distribution: int_uniform, min: 0.5, max: 1}        | 4:40: min of lr must be a whole number, not '0.5'",
        "{distribution: uniform, min: 0, max: 1, values: [1]} | 4:47: 'values' does not go with",
        "{distribution: uniform, min: 0, max: 1, q: 1}        | 4:50: q of 'lr' has no meaning",
        "{distribution: log_uniform, min: 1e-6, max: 1e-4}    | 4:40: parameter 'lr': log_uniform takes exponents, so that min 1.0E-6 and max 1.0E-4 mean 1.000 to 1.000; did you mean log_uniform_values?",
        "{distribution: log_uniform, min: .0001, max: 1000}    | 4:40: parameter 'lr': log_uniform takes exponents",
        "{distribution: q_log_uniform, min: 16, max: 256, q: 1} | 4:42: parameter 'lr': q_log_uniform takes exponents, so that min 16.0 and max 256.0 mean 8.886e+06 to 1.511e+111; did you mean q_log_uniform_values?",
        "{distribution: inv_log_uniform, min: .001, max: .1}   | 4:44: parameter 'lr': inv_log_uniform takes exponents, so that min 0.001 and max 0.1 mean 0.9048 to 0.9990; did you mean inv_log_uniform_values?",
        "{distribution: log_uniform, min: -1000, max: -2}      | 4:40: parameter 'lr': log_uniform takes exponents",
        "{distribution: log_uniform, min: 0, max: .1}          | 4:40: parameter 'lr': log_uniform takes exponents, so that min 0.0 and max 0.1 mean 1.000 to 1.105",
        "{distribution: log_normal, mu: 1000, sigma: 1}        | 4:7: parameter 'lr': mu (1000.0) is an exponent of e",
        "{min: 1, min: 2}                                     | 4:16: 'min' is there twice",
        "3                                                    | 4:7: parameter 'lr' must be a mapping",
        "[                                                    | 4:8: is not YAML",
      })
  void errorsNameTheirPlace(String parameter, String message) {
    IOException e =
        assertThrows(SweepFileException.class, () -> read("method: random" + REST + parameter));
    assertTrue(
        e.getMessage().startsWith(folder.resolve("tune.yaml") + ":" + message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method: anneal       | 1:9: method 'anneal' is not supported",
        "methode: grid        | 1:1: 'methode' is unknown here; known are",
        "method: [a]          | 1:9: method must be text",
        "run_cap: 0           | 1:10: run_cap must be 1 or more",
        "early_terminate: {type: envelope} | 1:25: the only type",
        "early_terminate: {type: hyperband} | 1:18: min_iter is missing",
        "early_terminate: {type: hyperband, max_iter: 9} | 1:18: s is missing",
        "early_terminate: {type: hyperband, min_iter: 1, eta: 1} | 1:18: eta (1.0) must be above 1",
        "early_terminate: {type: hyperband, min_iter: 1, strict: 1} | 1:57: strict must be true or",
      })
  void errorsBesideTheParametersNameTheirPlaceToo(String line, String message) {
    String method = line.startsWith("method") ? "" : "method: random\n";
    IOException e =
        assertThrows(SweepFileException.class, () -> read(line + REST + "{value: 1}\n" + method));
    assertTrue(e.getMessage().contains("tune.yaml:" + message), e.getMessage());
  }

  @Test
  void missingPartsAreNamed() {
    for (Map.Entry<String, String> each :
        Map.of(
                "", "is empty",
                "method: bayes", "metric is missing",
                "method: grid\nmetric: {name: a}", "parameters is missing",
                "method: grid\nmetric: {goal: minimize}\nparameters: {a: {value: 1}}",
                    "name is missing",
                "method: grid\nmetric: {name: a}\nparameters: {a: {min: 0.0, max: 1.0}}",
                    "parameter 'a' does not fit a grid")
            .entrySet()) {
      IOException e = assertThrows(SweepFileException.class, () -> read(each.getKey()));
      assertTrue(e.getMessage().contains(each.getValue()), e.getMessage());
    }
  }

  /** A thousand aliases of aliases of lists would fill the memory of a reader that unfolds them. */
  @Test
  void endlessAliasesAreRefused() {
    StringBuilder text = new StringBuilder("method: grid\nmetric: {name: a}\nparameters:\n");
    text.append("  a: {values: &v0 [1]}\n");
    Function<Integer, String> line =
        i -> "  a%d: {value: &v%d [%s]}\n".formatted(i, i, ("*v" + (i - 1) + ", ").repeat(9) + "1");
    for (int i = 1; i < 12; i++) {
      text.append(line.apply(i));
    }
    IOException e = assertThrows(SweepFileException.class, () -> read(text.toString()));
    assertTrue(e.getMessage().contains("tune.yaml"), e.getMessage());
  }
}
