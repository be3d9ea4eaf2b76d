package org.mneme.golden;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Map;

/**
 * What a test needs beyond the repository: data, weights, programs. A contributor may lack them, so
 * the test is skipped with the reason; a CI machine ({@code CI} set to anything but {@code false})
 * must have them, so there the test fails.
 */
public final class Needed {
  private Needed() {}

  /** Ends the calling test: {@code reason} says what is absent. */
  public static void absent(String reason) {
    absent(reason, System.getenv());
  }

  static void absent(String reason, Map<String, String> environment) {
    if (onCi(environment)) {
      fail(reason + " (CI is set, so this is no reason to skip)");
    }
    abort("skipped: " + reason);
  }

  public static boolean onCi(Map<String, String> environment) {
    String ci = environment.getOrDefault("CI", "");
    return !ci.isEmpty() && !ci.equals("false");
  }
}
