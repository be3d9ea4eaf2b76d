package org.mneme.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.mneme.remedy.RefusedException;

/**
 * Which maps are drawn, and how. What a method does not have, it does not read.
 *
 * @param methods in the order in which their maps are shown, each once
 * @param fill what stands in place of what the methods hide
 * @param grid windows of occlusion, from one or from two sides, along a side of the picture, 1 to
 *     64
 * @param halvings in how many ways the picture is halved, 1 to 8; see {@link Halves}
 * @param masks of RISE, 2 to 100,000
 * @param steps pictures of integrated gradients and of SmoothGrad, 2 to 1,000
 * @param seed decides RISE's masks and SmoothGrad's noise
 */
public record MapSettings(
    List<MethodName> methods, Fill fill, int grid, int halvings, int masks, int steps, long seed) {
  /** The usual method, where the network can be run backward. */
  public static final MethodName USUAL = MethodName.COMBINED;

  /** The usual method of those that work for every model. */
  public static final MethodName USUAL_FORWARD = MethodName.HALVES;

  private static final int MOST_STEPS = 1000;

  /**
   * Checks the ranges.
   *
   * @param methods in the order in which their maps are shown, each once
   * @param fill what stands in place of what the methods hide
   * @param grid windows of occlusion, from one or from two sides, along a side of the picture, 1 to
   *     64
   * @param halvings in how many ways the picture is halved, 1 to 8; see {@link Halves}
   * @param masks of RISE, 2 to 100,000
   * @param steps pictures of integrated gradients and of SmoothGrad, 2 to 1,000
   * @param seed decides RISE's masks and SmoothGrad's noise
   * @throws IllegalArgumentException if a value is out of its range, or a method is named twice
   */
  public MapSettings {
    methods = List.copyOf(methods);
    if (methods.isEmpty() || methods.stream().distinct().count() < methods.size()) {
      throw new IllegalArgumentException(
          "one or several different methods are needed, not " + methods);
    }
    if (steps < 2 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "steps must be 2 to %d, not %d".formatted(MOST_STEPS, steps));
    }
    Occlusion.of(grid, fill);
    new Halves(halvings, fill);
    new Rise(masks, Rise.DEFAULT.cells(), Rise.DEFAULT.shown(), fill, seed);
  }

  /** {@return the usual method of those that work for every model, with its usual settings} */
  public static MapSettings defaults() {
    return new MapSettings(
        List.of(USUAL_FORWARD),
        Fill.BLUR,
        TwoSided.DEFAULT.grid(),
        Halves.DEFAULT.order(),
        Rise.DEFAULT.masks(),
        16,
        1);
  }

  /**
   * {@return a copy with other methods}
   *
   * @param value each once
   */
  public MapSettings withMethods(List<MethodName> value) {
    return new MapSettings(value, fill, grid, halvings, masks, steps, seed);
  }

  /**
   * {@return a copy that hides with something else}
   *
   * @param value stands in place of what is hidden
   */
  public MapSettings withFill(Fill value) {
    return new MapSettings(methods, value, grid, halvings, masks, steps, seed);
  }

  /**
   * {@return a copy with so many windows along a side}
   *
   * @param value 1 to 64
   */
  public MapSettings withGrid(int value) {
    return new MapSettings(methods, fill, value, halvings, masks, steps, seed);
  }

  /**
   * {@return a copy with finer or coarser halves}
   *
   * @param value 1 to 8
   */
  public MapSettings withHalvings(int value) {
    return new MapSettings(methods, fill, grid, value, masks, steps, seed);
  }

  /**
   * {@return a copy with so many masks of RISE}
   *
   * @param value 2 to 100,000
   */
  public MapSettings withMasks(int value) {
    return new MapSettings(methods, fill, grid, halvings, value, steps, seed);
  }

  /**
   * {@return a copy with so many pictures of integrated gradients and SmoothGrad}
   *
   * @param value 2 to 1,000
   */
  public MapSettings withSteps(int value) {
    return new MapSettings(methods, fill, grid, halvings, masks, value, seed);
  }

  /**
   * {@return a copy with other masks and other noise}
   *
   * @param value any
   */
  public MapSettings withSeed(long value) {
    return new MapSettings(methods, fill, grid, halvings, masks, steps, value);
  }

  /** {@return whether one of the methods takes a network that can be run backward} */
  public boolean needGradients() {
    return methods.stream().anyMatch(MethodName::needsGradients);
  }

  /** {@return how many pictures are scored for the methods that do not need gradients} */
  public int forwardPasses() {
    return methods.stream()
        .flatMap(name -> forward(name).stream())
        .mapToInt(MapMethod::passes)
        .sum();
  }

  /** {@return the method of this name, by forward passes; empty for one that needs gradients} */
  Optional<MapMethod> forward(MethodName name) {
    return switch (name) {
      case HALVES -> Optional.of(new Halves(halvings, fill));
      case TWO_SIDED -> Optional.of(new TwoSided(grid, fill));
      case OCCLUSION -> Optional.of(Occlusion.of(grid, fill));
      case RISE ->
          Optional.of(new Rise(masks, Rise.DEFAULT.cells(), Rise.DEFAULT.shown(), fill, seed));
      case SWEEP -> Optional.of(RegionSweep.DEFAULT);
      case COMBINED, GRAD_CAM, INTEGRATED_GRADIENTS, SMOOTH_GRAD -> Optional.empty();
    };
  }

  /**
   * {@return the methods, where all of them are by forward passes}
   *
   * @throws IllegalArgumentException if one needs gradients; the message says which methods remain
   */
  public List<MapMethod> forwardMethods() {
    List<MapMethod> found = new ArrayList<>();
    for (MethodName name : methods) {
      found.add(
          forward(name)
              .orElseThrow(
                  () ->
                      new RefusedException(
                          "%s needs gradients, which are not computed here".formatted(name.label()),
                          MethodName.withoutGradients())));
    }
    return found;
  }

  /**
   * {@return the methods}
   *
   * @param gradients gives those that need gradients, by their names
   */
  public List<MapMethod> methods(Function<MethodName, MapMethod> gradients) {
    List<MapMethod> found = new ArrayList<>();
    methods.forEach(name -> found.add(forward(name).orElseGet(() -> gradients.apply(name))));
    return found;
  }
}
