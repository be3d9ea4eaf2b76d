package org.mneme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.weights.WeightsChoice;
import picocli.CommandLine.Option;

/** Which tensors of a PyTorch or safetensors file are the network's. */
final class WeightsFlags {
  @Option(
      names = "--state-dict",
      paramLabel = "NAME",
      description =
          "Which of several state dicts in the file, such as ema_model. Needed only if the file"
              + " holds the network more than once.")
  private @Nullable String stateDict;

  @Option(
      names = "--ignore",
      paramLabel = "REGEX",
      description =
          "Leave out tensors whose names match, such as those of a loss. May be repeated.")
  private List<Pattern> ignored = new ArrayList<>();

  WeightsChoice choice() {
    return new WeightsChoice(Optional.ofNullable(stateDict), ignored);
  }

  /** The flags that were given, for a file that takes none of them. */
  List<String> given() {
    List<String> names = new ArrayList<>();
    if (stateDict != null) {
      names.add("--state-dict");
    }
    if (!ignored.isEmpty()) {
      names.add("--ignore");
    }
    return names;
  }
}
