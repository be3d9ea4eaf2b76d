package org.mneme.track;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to show, and in which order.
 *
 * @param conditions that all must hold
 * @param sort a key of {@link RunSummary#value}, or null for the order given
 * @param descending the highest first
 */
public record RunQuery(List<Condition> conditions, @Nullable String sort, boolean descending) {
  /** Every run, in the order given. */
  public static final RunQuery ALL = new RunQuery(List.of(), null, false);

  private static final Pattern CONDITION =
      Pattern.compile("\\s*([^=!<>~\\s]+)\\s*(<=|>=|!=|=|<|>|~)\\s*(.*?)\\s*");

  /**
   * One condition.
   *
   * @param key as {@link RunSummary#value} takes it
   * @param operator one of = != &lt; &lt;= &gt; &gt;= and ~, which is "contains"
   * @param value compared as a number where both are numbers, else as text
   */
  public record Condition(String key, String operator, String value) {
    boolean holds(RunSummary run) {
      Optional<Object> found = run.value(key);
      if (found.isEmpty()) {
        return operator.equals("!=");
      }
      String text = String.valueOf(found.get());
      if (operator.equals("~")) {
        return text.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
      }
      Double wanted = number(value);
      boolean numbers = wanted != null && found.get() instanceof Number;
      int order =
          numbers && wanted != null
              ? Double.compare(((Number) found.get()).doubleValue(), wanted)
              : text.compareTo(value);
      return switch (operator) {
        case "=" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    }
  }

  /**
   * Keeps a copy.
   *
   * @param conditions that all must hold
   * @param sort a key of {@link RunSummary#value}, or null for the order given
   * @param descending the highest first
   */
  public RunQuery {
    conditions = List.copyOf(conditions);
  }

  /**
   * Adds a condition.
   *
   * @param text such as {@code status=finished}, {@code lr<0.01} or {@code name~resmem}
   * @return a copy with one condition more
   * @throws IllegalArgumentException if the text is not a condition
   */
  public RunQuery where(String text) {
    Matcher matcher = CONDITION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no condition; such are status=finished, lr<0.01, max:val_spearman>=.6, name~resmem"
              .formatted(text));
    }
    List<Condition> all = new ArrayList<>(conditions);
    all.add(new Condition(matcher.group(1), matcher.group(2), matcher.group(3)));
    return new RunQuery(all, sort, descending);
  }

  /**
   * Sorts; runs without a value come last.
   *
   * @param key a setting or metric; with a hyphen before it, the highest come first
   * @return a copy in this order
   */
  public RunQuery sortedBy(String key) {
    boolean down = key.startsWith("-");
    return new RunQuery(conditions, down ? key.substring(1) : key, down);
  }

  /**
   * {@return those of some runs that fulfil all conditions, in the order of the query}
   *
   * @param runs in any order
   */
  public List<RunSummary> apply(List<RunSummary> runs) {
    List<RunSummary> found = new ArrayList<>();
    for (RunSummary run : runs) {
      if (conditions.stream().allMatch(condition -> condition.holds(run))) {
        found.add(run);
      }
    }
    if (sort != null) {
      String key = sort;
      Comparator<Object> order = descending ? RunQuery::compareDown : RunQuery::compare;
      found.sort(
          Comparator.comparing(
              (RunSummary run) -> run.value(key).orElse(null), Comparator.nullsLast(order)));
    }
    return found;
  }

  private static int compareDown(Object a, Object b) {
    // Not-a-number is worse than any, whichever way.
    boolean either = isNaN(a) || isNaN(b);
    return either ? compare(a, b) : compare(b, a);
  }

  private static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof Number != b instanceof Number) {
      return a instanceof Number ? -1 : 1;
    }
    return String.valueOf(a).compareTo(String.valueOf(b));
  }

  private static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  private static @Nullable Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
