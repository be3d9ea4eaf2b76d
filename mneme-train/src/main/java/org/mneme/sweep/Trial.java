package org.mneme.sweep;

import java.nio.file.Path;
import java.util.Map;

/**
 * One run of a sweep, to be done.
 *
 * @param id of its run
 * @param number from 1
 * @param settings by parameter name, constants included; numbers are Long and Double
 * @param seed the sweep's: trials differ by their settings, not by luck
 * @param folder of its run, for checkpoints (in {@code checkpoints/}) and artefacts
 * @param resumed whether it was begun before and is to continue from its checkpoint
 */
public record Trial(
    String id, int number, Map<String, Object> settings, long seed, Path folder, boolean resumed) {}
