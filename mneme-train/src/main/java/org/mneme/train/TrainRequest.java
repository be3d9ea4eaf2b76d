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
 * @param data which images
 * @param network which network
 * @param start which weights training begins with
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

  /**
   * Keeps a copy.
   *
   * @param data which images
   * @param network which network
   * @param start which weights training begins with
   * @param frozen what stays as it is
   * @param augmentation how pictures vary from epoch to epoch
   * @param views with augmentation, how many views of each image a frozen branch is run on
   * @param settings how weights are changed
   * @throws IllegalArgumentException if {@code views} is below 1, or the settings themselves freeze
   *     something
   */
  public TrainRequest {
    frozen = frozen.map(List::copyOf);
    Checks.positive(views, "views");
    if (!settings.freeze().isEmpty()) {
      throw new IllegalArgumentException(
          "what is frozen belongs to the request, not to its settings: " + settings.freeze());
    }
  }

  /**
   * {@return a request to train a network on a data set, all else as usual}
   *
   * @param data a folder, or a CSV file
   * @param network any but TripleMem, which needs another
   */
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

  /**
   * {@return a copy with other images}
   *
   * @param other which
   */
  public TrainRequest withData(TrainData other) {
    return new TrainRequest(other, network, start, frozen, augmentation, views, settings);
  }

  /**
   * {@return a copy that begins with other weights}
   *
   * @param other which
   */
  public TrainRequest withStart(StartWeights other) {
    return new TrainRequest(data, network, other, frozen, augmentation, views, settings);
  }

  /**
   * {@return a copy with these tensors left as they are; none for nothing}
   *
   * @param patterns which tensors
   */
  public TrainRequest withFrozen(List<NamePattern> patterns) {
    return new TrainRequest(
        data, network, start, Optional.of(patterns), augmentation, views, settings);
  }

  /**
   * {@return a copy with pictures that vary}
   *
   * @param other how they vary
   * @param viewsOfEach how many views of each image a frozen branch is run on
   */
  public TrainRequest withAugmentation(Augmentation other, int viewsOfEach) {
    return new TrainRequest(data, network, start, frozen, other, viewsOfEach, settings);
  }

  /**
   * {@return a copy with weights changed in another way}
   *
   * @param other how
   */
  public TrainRequest withSettings(TrainSettings other) {
    return new TrainRequest(data, network, start, frozen, augmentation, views, other);
  }
}
