package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerModelsTest {
  /**
   * Every task has a thread of its own, and the network's pool has one fewer than it is told: tasks
   * and pool together are as many as the worker's cores.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1", "1, 8, 1", "2, 8, 5", "4, 8, 7", "8, 8, 8", "2, 2, 2", "3, 8, 5", "4, 2, 4"
  })
  void threadsAndTasksTogetherUseTheCores(int task, int worker, int threads) {
    assertEquals(threads, WorkerModels.threads(task, worker));
  }
}
