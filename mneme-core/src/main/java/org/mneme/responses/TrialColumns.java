package org.mneme.responses;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a file of trials is what. A role without a name of its own has one of its usual
 * names.
 *
 * @param named the columns that have other names, by role
 */
public record TrialColumns(Map<Role, String> named) {
  /** Usual names only. */
  public static final TrialColumns USUAL = new TrialColumns(Map.of());

  /** What a column holds. */
  public enum Role {
    /** Who saw the picture. */
    PARTICIPANT(
        "participant",
        List.of(
            "participant",
            "participant_id",
            "subject",
            "subject_id",
            "subj",
            "worker",
            "worker_id",
            "workerid",
            "user",
            "observer",
            "prolific_pid")),
    /** Which picture. */
    IMAGE(
        "image",
        List.of(
            "image",
            "image_file",
            "image_path",
            "file",
            "filename",
            "file_name",
            "path",
            "picture",
            "stimulus")),
    /** The trial's number within the participant's session. */
    TRIAL("trial", List.of("trial", "trial_number", "trial_index", "trial_no", "order")),
    /** Whether the participant had seen the picture before; or which showing this is. */
    REPEAT("repeat", List.of("repeat", "is_repeat", "repeated", "old", "is_old", "old_new")),
    /** Which showing of the picture to this participant it is, from 1. */
    SHOWING("showing", List.of("showing", "presentation", "occurrence", "exposure")),
    /** What the participant said. */
    RESPONSE("response", List.of("response", "resp", "answer", "key", "key_press", "judgment")),
    /** Whether the participant was right; used where there is no response. */
    CORRECT("correct", List.of("correct", "is_correct", "accuracy", "acc")),
    /** What the picture is for. */
    KIND("kind", List.of("kind", "trial_kind", "image_type", "stimulus_type", "role", "type")),
    /** How many trials ago the participant saw the picture last. */
    LAG("lag", List.of("lag", "delay", "spacing")),
    /** How long the answer took. */
    RESPONSE_TIME(
        "response-time", List.of("response_time", "reaction_time", "rt", "rt_ms", "response_ms"));

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> usual;

    Role(String label, List<String> usual) {
      this.label = label;
      this.usual = usual;
    }

    /** {@return what messages call it, such as {@code response-time}} */
    public String label() {
      return label;
    }

    /** {@return its usual names, in lower case} */
    public List<String> usual() {
      return usual;
    }
  }

  /**
   * Keeps a copy.
   *
   * @param named the columns that have other names, by role
   * @throws IllegalArgumentException if a name is blank, or one column has two roles
   */
  public TrialColumns {
    Map<Role, String> copy = new EnumMap<>(Role.class);
    named.forEach(
        (role, name) -> {
          if (name.isBlank()) {
            throw new IllegalArgumentException(
                "the %s column's name is empty".formatted(role.label));
          }
          if (copy.containsValue(name)) {
            throw new IllegalArgumentException("column '%s' has two roles".formatted(name));
          }
          copy.put(role, name);
        });
    named = Map.copyOf(copy);
  }

  /**
   * {@return a copy in which a role has a column of another name}
   *
   * @param role what the column holds
   * @param name the column's name, in any case
   */
  public TrialColumns with(Role role, String name) {
    Map<Role, String> more = new EnumMap<>(Role.class);
    more.putAll(named);
    more.put(role, name);
    return new TrialColumns(more);
  }

  @Nullable String name(Role role) {
    return named.get(role);
  }

  /** All names that a column of this role can have, in lower case. */
  List<String> names(Role role) {
    String name = named.get(role);
    return name == null ? role.usual : List.of(name.toLowerCase(Locale.ROOT));
  }

  List<String> allNames() {
    List<String> all = new ArrayList<>();
    for (Role role : Role.values()) {
      all.addAll(names(role));
    }
    return all;
  }
}
