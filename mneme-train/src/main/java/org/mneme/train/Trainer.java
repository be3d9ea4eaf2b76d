package org.mneme.train;

import java.io.IOException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.mneme.files.Sha256;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.settings.SettingText;
import org.mneme.weights.Tensor;

/**
 * Trains a network on scored examples with libtorch.
 *
 * <p>A run that was killed at any moment continues with {@link #resume}: its final weights are, bit
 * for bit, those of a run that was never interrupted, on the same machine.
 *
 * <p>The network's output must be one number an example. Memory: the weights, as many gradients,
 * once or twice as much for the optimiser, and the activations of a batch, all outside the Java
 * heap. For one thread.
 */
final class Trainer {
  private final Network network;
  private final Map<String, Tensor> weights;
  private final Examples train;
  private final Examples validation;
  private final TrainSettings settings;
  private final Checkpoints checkpoints;

  /**
   * @param weights to begin with, by checkpoint name; those that only a branch needs whose output
   *     the examples bring may be absent
   * @param validation may be of size 0: then the last epoch's weights are the result
   * @throws IllegalArgumentException if network, weights, examples and settings do not fit together
   */
  public Trainer(
      Network network,
      Map<String, Tensor> weights,
      Examples train,
      Examples validation,
      TrainSettings settings,
      Checkpoints checkpoints) {
    this.network = network;
    this.weights = Map.copyOf(weights);
    this.train = train;
    this.validation = validation;
    this.settings = settings;
    this.checkpoints = checkpoints;
    check(network, settings);
    if (train.size() < 1) {
      throw new IllegalArgumentException("there is no example to train on");
    }
    for (Map.Entry<String, Shape> input : train.inputs().entrySet()) {
      if (!network.shapeOf(input.getKey()).equals(input.getValue())) {
        throw new IllegalArgumentException(
            "the examples bring '%s' as %s, but network '%s' has it as %s"
                .formatted(
                    input.getKey(),
                    input.getValue(),
                    network.name(),
                    network.shapeOf(input.getKey())));
      }
    }
    if (validation.size() > 0 && !validation.inputs().equals(train.inputs())) {
      throw new IllegalArgumentException(
          "the validation examples bring %s, but those to train on %s"
              .formatted(validation.inputs(), train.inputs()));
    }
  }

  /**
   * Checks all that needs no example. A pattern that takes nothing is a slip that would cost hours.
   *
   * @throws IllegalArgumentException if network and settings do not fit together
   */
  static void check(Network network, TrainSettings settings) {
    if (network.shapeOf(network.output()).size() != 1) {
      throw new IllegalArgumentException(
          "network '%s' gives %s; training needs one number an example"
              .formatted(network.name(), network.shapeOf(network.output())));
    }
    Collection<String> names = network.parameters().keySet();
    Stream.concat(settings.groups().stream().map(Group::pattern), settings.freeze().stream())
        .filter(pattern -> names.stream().noneMatch(pattern::matches))
        .findFirst()
        .ifPresent(
            pattern -> {
              throw new IllegalArgumentException(
                  "no tensor of network '%s' is named like '%s'; its first is '%s'"
                      .formatted(network.name(), pattern, names.iterator().next()));
            });
    if (names.stream()
        .allMatch(name -> settings.freeze().stream().anyMatch(p -> p.matches(name)))) {
      throw new IllegalArgumentException(
          "all of network '%s' is frozen, so there is nothing to train".formatted(network.name()));
    }
  }

  /**
   * Trains from the beginning.
   *
   * @throws TrainingException when a loss is no number, memory or disk run out, or the folder holds
   *     a run already
   * @throws IOException when the examples cannot be brought
   */
  public Trained start(TrainingListener listener) throws IOException {
    RunFiles files = new RunFiles(checkpoints.folder());
    if (files.hasState()) {
      throw new TrainingException(
          "%s: a run is here already; resume it, or choose another folder"
              .formatted(files.stateFile()));
    }
    return run(files, listener);
  }

  /**
   * Goes on from the last checkpoint in the folder; from the beginning if there is none yet, and
   * straight to the result if nothing is left to do.
   *
   * @throws TrainingException as {@link #start}, or when the run was begun with something else
   */
  public Trained resume(TrainingListener listener) throws IOException {
    return run(new RunFiles(checkpoints.folder()), listener);
  }

  private Trained run(RunFiles files, TrainingListener listener) throws IOException {
    Native.load(settings.machine().device());
    files.prepare();
    TrainingRun run =
        new TrainingRun(
            network, weights, train, validation, settings, checkpoints, files, listener);
    RunFiles.Result result = run.finish(origin());
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (String name : network.parameters().keySet()) {
      Tensor tensor = result.weights().getOrDefault(name, weights.get(name));
      if (tensor != null) {
        all.put(name, tensor);
      }
    }
    return new Trained(all, run.history(), result.epoch(), result.predictions());
  }

  /**
   * What a resumed run must have in common with the one that began: its facts by name. Written
   * explicitly, and the same in every locale and Java; {@link RunState#FORM} is their version.
   */
  private Map<String, String> origin() {
    Map<String, String> origin = new TreeMap<>();
    SettingsCodec.write(settings)
        .forEach((name, value) -> origin.put(name, SettingText.exact(value)));
    origin.put(
        "frozen", SettingText.exact(settings.freeze().stream().map(NamePattern::glob).toList()));
    origin.put("network", network.name());
    origin.put("layers", layers());
    origin.put("training examples", examples(train));
    origin.put("validation examples", examples(validation));
    origin.put("weights", "CRC-32C " + HexFormat.of().toHexDigits((int) checksum()));
    return origin;
  }

  /** How many values training can change, and a hash of every tensor's name and size. */
  private String layers() {
    StringBuilder tensors = new StringBuilder("input " + size(network.input()));
    network
        .parameters()
        .forEach(
            (name, parameter) ->
                tensors.append('\n').append(name).append(' ').append(size(parameter.shape())));
    return "of %s parameters (SHA-256 %s)"
        .formatted(network.parameterCount(), Sha256.of(tensors.toString()).substring(0, 16));
  }

  private static String examples(Examples examples) {
    return examples.size()
        + " of "
        + new TreeMap<>(examples.inputs())
            .entrySet().stream()
                .map(input -> input.getKey() + " " + size(input.getValue()))
                .collect(Collectors.joining(", "));
  }

  private static String size(Shape shape) {
    return shape.dims().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private long checksum() {
    CRC32C sum = new CRC32C();
    for (String name : network.parameters().keySet()) {
      Tensor tensor = weights.get(name);
      if (tensor != null) {
        sum.update(tensor.bytes());
      }
    }
    return sum.getValue();
  }
}
