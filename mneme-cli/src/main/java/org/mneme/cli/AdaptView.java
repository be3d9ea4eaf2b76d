package org.mneme.cli;

import org.mneme.adapt.AdaptListener;

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
}
