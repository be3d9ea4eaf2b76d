package org.mneme.track;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run before it begins.
 *
 * @param name for people; need not be unique
 * @param kind of run
 * @param parent id of the sweep that it belongs to
 * @param command that repeats it
 * @param settings by name: text, numbers, booleans, or lists of these. Whole numbers become Long,
 *     others Double
 * @param seed of everything random in it
 * @param dataHash the fingerprint of its data set ({@link org.mneme.data.DataSet#fingerprint})
 * @param splitHash the fingerprint of the split that it has of them ({@link
 *     org.mneme.data.Split#fingerprint})
 * @param identity by which it is taken up again ({@link Identity}); null for what never is
 */
public record NewRun(
    String name,
    Kind kind,
    @Nullable String parent,
    String command,
    Map<String, Object> settings,
    long seed,
    @Nullable String dataHash,
    @Nullable String splitHash,
    @Nullable String identity) {

  /** A sweep has trials, which are runs. */
  public enum Kind {
    /** A run by itself, or a sweep's trial. */
    RUN,
    /** A sweep, whose trials name it as parent. */
    SWEEP
  }

  /**
   * Keeps a copy of the settings.
   *
   * @param name for people
   * @param kind of run
   * @param parent id of the sweep that it belongs to
   * @param command that repeats it
   * @param settings by name
   * @param seed of everything random in it
   * @param dataHash the fingerprint of its data set
   * @param splitHash the fingerprint of the split that it has of them
   * @param identity by which it is taken up again
   * @throws IllegalArgumentException if a setting is of a type that no setting has
   */
  public NewRun {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(command);
    settings = Settings.plain(settings);
  }

  /**
   * {@return a run of its own, of seed 0 and without data or identity}
   *
   * @param name for people
   * @param settings text, numbers, booleans or lists of these, by name
   */
  public static NewRun of(String name, Map<String, Object> settings) {
    return new NewRun(name, Kind.RUN, null, "", settings, 0, null, null, null);
  }

  /**
   * {@return a copy of another kind}
   *
   * @param kind run or sweep
   */
  public NewRun withKind(Kind kind) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy that belongs to a sweep}
   *
   * @param parent the sweep's id
   */
  public NewRun withParent(String parent) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy that names the command that repeats it}
   *
   * @param command in one line
   */
  public NewRun withCommand(String command) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy with another seed}
   *
   * @param seed of everything random in the run
   */
  public NewRun withSeed(long seed) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy with the fingerprint of its data set}
   *
   * @param dataHash null where there is none
   */
  public NewRun withDataHash(@Nullable String dataHash) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy with the fingerprint of its split}
   *
   * @param splitHash {@link org.mneme.data.Split#fingerprint}
   */
  public NewRun withSplitHash(String splitHash) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }

  /**
   * {@return a copy by whose identity the run is taken up again}
   *
   * @param identity {@link Identity}
   */
  public NewRun withIdentity(String identity) {
    return new NewRun(name, kind, parent, command, settings, seed, dataHash, splitHash, identity);
  }
}
