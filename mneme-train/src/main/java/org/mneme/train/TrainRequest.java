package org.mneme.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mneme.image.Augmentation;

/**
 * All that is to be said of a training, once and typed: what is trained, on what, from which
 * weights, and how. {@link TrainCodec} turns it into the flat names and values that sweep files,
 * {@code run.json}, MLflow and the command line share, and back.
 *
 * @param frozen what stays as it is: empty for the usual, a ResNet whose weights are given; a list
 *     of none for nothing
 * @param augmentation how pictures vary from epoch to epoch
 * @param views with augmentation, how many views of each image a frozen branch is run on
 * @param settings how weights are changed; what they freeze is decided by {@code frozen}
 */
public record TrainRequest(
    TrainData data,
    NetworkChoice network,
    StartWeights start,
    Optional<List<NamePattern>> frozen,
    Augmentation augmentation,
    int views,
    TrainSettings settings) {
  static final int USUAL_VIEWS = 4;

  public TrainRequest {
    frozen = frozen.map(List::copyOf);
    Checks.positive(views, "views");
    if (!settings.freeze().isEmpty()) {
      throw new IllegalArgumentException(
          "what is frozen belongs to the request, not to its settings: " + settings.freeze());
    }
  }

  /** A network on a data set, all else as usual. */
  public static TrainRequest of(Path data, NetworkChoice.Name network) {
    return new TrainRequest(
        TrainData.of(data),
        NetworkChoice.of(network),
        StartWeights.USUAL,
        Optional.empty(),
        Augmentation.NONE,
        USUAL_VIEWS,
        TrainSettings.builder().build());
  }

  public TrainRequest withData(TrainData other) {
    return new TrainRequest(other, network, start, frozen, augmentation, views, settings);
  }

  public TrainRequest withStart(StartWeights other) {
    return new TrainRequest(data, network, other, frozen, augmentation, views, settings);
  }

  /** The same with these tensors left as they are; none for nothing. */
  public TrainRequest withFrozen(List<NamePattern> patterns) {
    return new TrainRequest(
        data, network, start, Optional.of(patterns), augmentation, views, settings);
  }

  /** The same with pictures that vary. */
  public TrainRequest withAugmentation(Augmentation other, int viewsOfEach) {
    return new TrainRequest(data, network, start, frozen, other, viewsOfEach, settings);
  }

  public TrainRequest withSettings(TrainSettings other) {
    return new TrainRequest(data, network, start, frozen, augmentation, views, other);
  }
}
