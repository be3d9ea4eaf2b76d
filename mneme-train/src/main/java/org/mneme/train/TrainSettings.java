package org.mneme.train;

import java.util.List;

/**
 * How a network is trained; {@link #builder} starts from the defaults.
 *
 * @param epochs passes over the training examples, at most
 * @param batch examples at a time, at most; an epoch is cut into batches as equal as can be
 * @param accumulate batches whose gradients make one step
 * @param loss what training makes small
 * @param optimiser how gradients become a change of the weights
 * @param learningRate for a schedule's factor of 1
 * @param weightDecay PyTorch's; 0 for none
 * @param schedule what the learning rate is multiplied by as training continues
 * @param groups tensors with a rate of their own; the first pattern that takes a name counts
 * @param freeze tensors that stay as they are
 * @param clipNorm the gradients' greatest length, all taken as one vector; 0 for any
 * @param averaging the share of a moving average of the weights that each step keeps, such as .999;
 *     with it, validation and the result are the average's. 0 for none
 * @param patience epochs without a better validation Spearman after which training stops; 0 for
 *     never
 * @param keep which epoch's weights are the result
 * @param seed of the examples' order and of dropout
 * @param machine what it runs on
 */
public record TrainSettings(
    int epochs,
    int batch,
    int accumulate,
    Loss loss,
    Optimiser optimiser,
    double learningRate,
    double weightDecay,
    Schedule schedule,
    List<Group> groups,
    List<NamePattern> freeze,
    double clipNorm,
    double averaging,
    int patience,
    Keep keep,
    long seed,
    Machine machine) {

  /** Which epoch's weights are the result. */
  public enum Keep {
    /** The epoch whose validation Spearman is highest; without validation, the last. */
    BEST,
    /** The last epoch's weights. */
    LAST
  }

  /**
   * Checks the numbers.
   *
   * @param epochs passes over the training examples, at most
   * @param batch examples at a time, at most
   * @param accumulate batches whose gradients make one step
   * @param loss what training makes small
   * @param optimiser how gradients become a change of the weights
   * @param learningRate for a schedule's factor of 1
   * @param weightDecay PyTorch's
   * @param schedule what the learning rate is multiplied by as training continues
   * @param groups tensors with a rate of their own
   * @param freeze tensors that stay as they are
   * @param clipNorm the gradients' greatest length, all taken as one vector
   * @param averaging the share of a moving average of the weights that each step keeps, such as
   *     .999
   * @param patience epochs without a better validation Spearman after which training stops
   * @param keep which epoch's weights are the result
   * @param seed of the examples' order and of dropout
   * @param machine what it runs on
   * @throws IllegalArgumentException if one is out of its range
   */
  public TrainSettings {
    groups = List.copyOf(groups);
    freeze = List.copyOf(freeze);
    Checks.positive(epochs, "epochs");
    Checks.positive(batch, "the batch");
    Checks.positive(accumulate, "batches to accumulate");
    Checks.notNegative(learningRate, "the learning rate");
    Checks.notNegative(weightDecay, "weight decay");
    Checks.notNegative(clipNorm, "the gradients' norm");
    if (!(averaging >= 0 && averaging < 1)) {
      throw new IllegalArgumentException("averaging must be in [0, 1): " + averaging);
    }
    if (patience < 0) {
      throw new IllegalArgumentException("patience must not be negative: " + patience);
    }
  }

  /**
   * {@return the defaults: AdamW at 1e-4, squared error, 10 epochs of batches of 32, all weights
   * free, seed 1}
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return these settings, to be varied} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Settings in the making; for one thread. */
  public static final class Builder {
    private int epochs = 10;
    private int batch = 32;
    private int accumulate = 1;
    private Loss loss = Loss.squared();
    private Optimiser optimiser = Optimiser.adamW();
    private double learningRate = 1e-4;
    private double weightDecay = 0;
    private Schedule schedule = new Schedule.Constant();
    private List<Group> groups = List.of();
    private List<NamePattern> freeze = List.of();
    private double clipNorm = 0;
    private double averaging = 0;
    private int patience = 0;
    private Keep keep = Keep.BEST;
    private long seed = 1;
    private Machine machine = Machine.measured();

    private Builder() {}

    private Builder(TrainSettings from) {
      epochs = from.epochs;
      batch = from.batch;
      accumulate = from.accumulate;
      loss = from.loss;
      optimiser = from.optimiser;
      learningRate = from.learningRate;
      weightDecay = from.weightDecay;
      schedule = from.schedule;
      groups = from.groups;
      freeze = from.freeze;
      clipNorm = from.clipNorm;
      averaging = from.averaging;
      patience = from.patience;
      keep = from.keep;
      seed = from.seed;
      machine = from.machine;
    }

    /**
     * Sets how many passes over the training examples there are at most.
     *
     * @param value 1 or more
     * @return this
     */
    public Builder epochs(int value) {
      epochs = value;
      return this;
    }

    /**
     * Sets how many examples are taken at a time, at most.
     *
     * @param value 1 or more
     * @return this
     */
    public Builder batch(int value) {
      batch = value;
      return this;
    }

    /**
     * Sets how many batches' gradients make one step.
     *
     * @param value 1 or more
     * @return this
     */
    public Builder accumulate(int value) {
      accumulate = value;
      return this;
    }

    /**
     * Sets what training makes small.
     *
     * @param value the loss
     * @return this
     */
    public Builder loss(Loss value) {
      loss = value;
      return this;
    }

    /**
     * Sets how gradients become a change of the weights.
     *
     * @param value the optimiser
     * @return this
     */
    public Builder optimiser(Optimiser value) {
      optimiser = value;
      return this;
    }

    /**
     * Sets the learning rate for a schedule's factor of 1.
     *
     * @param value 0 or more
     * @return this
     */
    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    /**
     * Sets the weight decay, defined as in PyTorch.
     *
     * @param value 0 for none
     * @return this
     */
    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    /**
     * Sets what the learning rate is multiplied by as training continues.
     *
     * @param value the schedule
     * @return this
     */
    public Builder schedule(Schedule value) {
      schedule = value;
      return this;
    }

    /**
     * Sets tensors that learn at rates of their own.
     *
     * @param values the first whose pattern takes a tensor counts
     * @return this
     */
    public Builder groups(Group... values) {
      groups = List.of(values);
      return this;
    }

    /**
     * Sets which tensors stay as they are.
     *
     * @param patterns each as a {@link NamePattern} has it
     * @return this
     */
    public Builder freeze(String... patterns) {
      freeze = List.of(patterns).stream().map(NamePattern::new).toList();
      return this;
    }

    /**
     * Sets the gradients' greatest length, all taken as one vector.
     *
     * @param value 0 for any
     * @return this
     */
    public Builder clipNorm(double value) {
      clipNorm = value;
      return this;
    }

    /**
     * Sets the share of a moving average of the weights that each step keeps.
     *
     * @param value 0 to below 1; 0 for no average
     * @return this
     */
    public Builder averaging(double value) {
      averaging = value;
      return this;
    }

    /**
     * Sets after how many epochs without a better validation training stops.
     *
     * @param value 0 for never
     * @return this
     */
    public Builder patience(int value) {
      patience = value;
      return this;
    }

    /**
     * Sets which epoch's weights are the result.
     *
     * @param value the best's or the last's
     * @return this
     */
    public Builder keep(Keep value) {
      keep = value;
      return this;
    }

    /**
     * Sets the seed of the examples' order and of dropout.
     *
     * @param value any
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets what training runs on.
     *
     * @param value threads, device, precision and layout
     * @return this
     */
    public Builder machine(Machine value) {
      machine = value;
      return this;
    }

    /**
     * {@return the settings}
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TrainSettings build() {
      return new TrainSettings(
          epochs,
          batch,
          accumulate,
          loss,
          optimiser,
          learningRate,
          weightDecay,
          schedule,
          groups,
          freeze,
          clipNorm,
          averaging,
          patience,
          keep,
          seed,
          machine);
    }
  }
}
