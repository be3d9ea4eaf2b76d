package org.mneme.sweep;

import java.util.Map;

/**
 * A trial as a search sees it.
 *
 * @param settings by parameter name
 * @param loss lower is better; infinite for one that failed
 * @param over false while it runs; its loss then says nothing
 */
record Tried(Map<String, Object> settings, double loss, boolean over) {}
