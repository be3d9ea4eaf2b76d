package org.mneme.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Whether there are enough pictures at all; if not, which range to widen by how much. */
final class Feasibility {
  private final Task task;
  private final Pool pool;
  private final SelectSettings settings;
  private final List<Condition> conditions;
  private final double[] scores;

  Feasibility(
      Task task, Pool pool, SelectSettings settings, List<Condition> conditions, double[] scores) {
    this.task = task;
    this.pool = pool;
    this.settings = settings;
    this.conditions = conditions;
    this.scores = scores;
  }

  void check() {
    for (int set = 0; set < task.sets; set++) {
      checkRange(set);
    }
    int any =
        (int)
            IntStream.range(0, scores.length)
                .filter(i -> IntStream.range(0, task.sets).anyMatch(set -> task.admits[set][i]))
                .count();
    if (any < task.sets * task.each) {
      throw new InfeasibleException(
          String.format(
              Locale.ROOT,
              "%d sets of %d need %d pictures, but only %d can be chosen; ask for %d in each set",
              task.sets,
              task.each,
              task.sets * task.each,
              any,
              any / task.sets));
    }
    for (String image : new TreeSet<>(settings.mustHave())) {
      double score = pool.numbers(settings.score())[pool.images().indexOf(image)];
      if (conditions.stream().noneMatch(each -> each.admits(score))) {
        throw new InfeasibleException(
            String.format(
                Locale.ROOT,
                "'%s' must be in a set, but its %s of %.4g is in the range of none; the nearest range would have to be wider by %.4g",
                image,
                settings.score(),
                score,
                conditions.stream()
                    .mapToDouble(each -> Math.max(each.from() - score, score - each.to()))
                    .min()
                    .orElse(0)));
      }
    }
  }

  private void checkRange(int set) {
    Condition condition = conditions.get(set);
    long fit = Arrays.stream(scores).filter(condition::admits).count();
    if (fit >= task.each) {
      return;
    }
    int lacking = (int) (task.each - fit);
    double[] below = Arrays.stream(scores).filter(s -> s < condition.from()).sorted().toArray();
    double[] above = Arrays.stream(scores).filter(s -> s > condition.to()).sorted().toArray();
    double down =
        below.length >= lacking ? below[below.length - lacking] : Double.NEGATIVE_INFINITY;
    double up = above.length >= lacking ? above[lacking - 1] : Double.POSITIVE_INFINITY;
    double lower = below.length >= lacking ? condition.from() - down : Double.POSITIVE_INFINITY;
    double higher = above.length >= lacking ? up - condition.to() : Double.POSITIVE_INFINITY;
    String remedy;
    if (Double.isInfinite(lower) && Double.isInfinite(higher)) {
      remedy = "widen it on both sides";
    } else if (lower <= higher) {
      remedy = "lower its limit of %s to %s".formatted(Condition.plain(condition.from()), down);
    } else {
      remedy = "raise its limit of %s to %s".formatted(Condition.plain(condition.to()), up);
    }
    throw new InfeasibleException(
        String.format(
            Locale.ROOT,
            "condition %s (%s of %s): %d pictures are needed, but %d have such a score; %s, or ask for %d",
            condition.name(),
            settings.score(),
            condition.range(),
            task.each,
            fit,
            remedy,
            fit));
  }
}
