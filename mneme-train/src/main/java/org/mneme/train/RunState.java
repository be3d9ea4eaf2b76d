package org.mneme.train;

import java.util.List;
import java.util.Map;

/**
 * Where a run stands, beside its tensors. Random numbers need no place here: they follow from the
 * seed and these counts.
 *
 * @param form the version of this record and of what {@code origin} says
 * @param origin what the run was begun with; a resumed run must be given the same
 * @param bfloat16 what was chosen at the start
 * @param channelsLast what was chosen at the start
 * @param step steps done
 * @param epoch the running epoch, from 0
 * @param stepOfEpoch its steps done
 * @param lossSum of its examples so far
 * @param history of the epochs before it
 * @param finished whether nothing is left to do
 */
record RunState(
    int form,
    Map<String, String> origin,
    boolean bfloat16,
    boolean channelsLast,
    long step,
    int epoch,
    int stepOfEpoch,
    double lossSum,
    List<EpochFigures> history,
    boolean finished) {
  /** What this version writes. The first, without a number, wrote origins in the user's locale. */
  static final int FORM = 2;

  RunState {
    origin = Map.copyOf(origin);
    history = List.copyOf(history);
  }
}
