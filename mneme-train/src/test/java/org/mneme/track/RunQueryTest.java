package org.mneme.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunQueryTest {
  private static RunSummary run(String id, Map<String, Object> settings, double rho) {
    return new RunSummary(
        id,
        NewRun.of("Run " + id, settings),
        RunStatus.FINISHED,
        null,
        Instant.EPOCH,
        null,
        2,
        Map.of("rho", rho),
        Map.of("rho", .1),
        Map.of("rho", .9),
        Map.of());
  }

  private static final List<RunSummary> RUNS =
      List.of(
          run("a", Map.of("lr", .1, "batch", 100L, "net", "resmem"), .3),
          run("b", Map.of("lr", .01, "batch", 20L, "net", "memnet"), Double.NaN),
          run("c", Map.of("lr", .001, "batch", 3L), .5));

  private static List<String> found(RunQuery query) {
    return query.apply(RUNS).stream().map(RunSummary::id).toList();
  }

  @Test
  void conditionsCompareNumbersAsNumbers() {
    assertEquals(List.of("a", "b"), found(RunQuery.ALL.where("batch>3")));
    assertEquals(List.of("b", "c"), found(RunQuery.ALL.where("lr <= 1e-2")));
    assertEquals(List.of("b"), found(RunQuery.ALL.where("lr=0.010")));
    assertEquals(List.of("a", "c"), found(RunQuery.ALL.where("rho>0").where("rho<1")));
  }

  @Test
  void conditionsCompareText() {
    assertEquals(List.of("a"), found(RunQuery.ALL.where("net=resmem")));
    assertEquals(List.of("a", "b"), found(RunQuery.ALL.where("net~MEM")));
    assertEquals(List.of("b", "c"), found(RunQuery.ALL.where("net!=resmem")));
    assertEquals(List.of("c"), found(RunQuery.ALL.where("name=Run c")));
    assertEquals(List.of(), found(RunQuery.ALL.where("status=failed")));
  }

  @Test
  void orderIsByNumberWithTheMissingLast() {
    assertEquals(List.of("c", "b", "a"), found(RunQuery.ALL.sortedBy("batch")));
    assertEquals(List.of("b", "a", "c"), found(RunQuery.ALL.sortedBy("net")));
    assertEquals(List.of("c", "a", "b"), found(RunQuery.ALL.sortedBy("-rho")));
    assertEquals(List.of("a", "c", "b"), found(RunQuery.ALL.sortedBy("rho")));
    assertEquals(List.of("a", "b", "c"), found(RunQuery.ALL.sortedBy("-max:lr")));
  }

  @Test
  void lowestAndHighestStepsCanBeAskedFor() {
    assertEquals(List.of("a", "b", "c"), found(RunQuery.ALL.where("max:rho>=.9")));
    assertEquals(List.of("a", "b", "c"), found(RunQuery.ALL.where("min:rho<=.1")));
    assertEquals(List.of("c"), found(RunQuery.ALL.where("metrics.rho=.5")));
    assertEquals(List.of("c"), found(RunQuery.ALL.where("settings.batch=3")));
  }

  @Test
  void whatIsNoConditionIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RunQuery.ALL.where("lr"));
    assertThrows(IllegalArgumentException.class, () -> RunQuery.ALL.where("<3"));
  }
}
