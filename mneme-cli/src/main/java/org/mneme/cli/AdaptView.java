package org.mneme.cli;

import org.mneme.adapt.AdaptListener;
import org.mneme.adapt.AgainstPublished;

/**
 * Shows an adaptation to the person at the terminal; the cross-validation's figures are its output.
 */
final class AdaptView extends JobView implements AdaptListener {
  private final Console console;

  AdaptView(Console console, Interruption interruption) {
    super(console, interruption);
    this.console = console;
  }

  @Override
  public void onRound(Round round) {
    console.out().println(round.describe());
  }

  @Override
  public void onComparison(AgainstPublished comparison) {
    console.out().println(comparison.describe());
    console.out().println(comparison.recommendation());
  }
}
