package org.mneme.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mneme.remedy.Action;
import org.mneme.remedy.NearestName;
import org.mneme.remedy.Remedy;

/** The methods that there are, by the names under which users ask for them. */
public enum MethodName {
  /** {@link Halves}. */
  HALVES(Halves.NAME, false),
  /** {@link TwoSided}. */
  TWO_SIDED(TwoSided.NAME, false),
  /** {@link Occlusion}. */
  OCCLUSION(Occlusion.NAME, false),
  /** {@link Rise}. */
  RISE(Rise.NAME, false),
  /** {@link RegionSweep}. */
  SWEEP(RegionSweep.NAME, false),
  /** {@link #HALVES}, with the network's gradients at each of them. */
  COMBINED("combined", true),
  /** Grad-CAM. */
  GRAD_CAM("grad-cam", true),
  /** Integrated gradients. */
  INTEGRATED_GRADIENTS("integrated-gradients", true),
  /** SmoothGrad. */
  SMOOTH_GRAD("smooth-grad", true);

  private final String label;
  private final boolean gradients;

  MethodName(String label, boolean gradients) {
    this.label = label;
    this.gradients = gradients;
  }

  /** {@return how users write it} */
  public String label() {
    return label;
  }

  /** {@return whether it takes a network that can be run backward, which not every model is} */
  public boolean needsGradients() {
    return gradients;
  }

  /** {@return the advice to take one of the methods that work for every model} */
  public static Remedy withoutGradients() {
    List<String> names =
        Arrays.stream(values()).filter(m -> !m.gradients).map(MethodName::label).toList();
    return Remedy.of(
        Action.CHOOSE_METHOD,
        "Choose a method that works for every model (%s)".formatted(String.join(", ", names)),
        names.get(0));
  }

  /**
   * {@return the method of this name, in any case}
   *
   * @param name as users write it
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static MethodName of(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> all = Arrays.stream(values()).map(MethodName::label).toList();
    return Arrays.stream(values())
        .filter(each -> each.label.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "method '%s' is not one of %s%s"
                        .formatted(name, String.join(", ", all), NearestName.hint(wanted, all))));
  }

  @Override
  public String toString() {
    return label;
  }
}
