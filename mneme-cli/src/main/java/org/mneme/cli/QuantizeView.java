package org.mneme.cli;

import org.mneme.quantize.Progress;

/**
 * Shows quantising on standard error: the current step on a terminal, a line for each tenth in a
 * log.
 */
final class QuantizeView implements Progress {
  private final Console console;
  private int tenths = -1;

  QuantizeView(Console console) {
    this.console = console;
  }

  @Override
  public void at(String stage, int done, int total) {
    int percent = (int) (100L * done / Math.max(1, total));
    if (console.errIsTerminal()) {
      // Carriage return, text, erase to the end of the line.
      console.err().printf("\r%3d %% %s\033[K", percent, stage);
      console.err().flush();
      if (done == total) {
        console.err().println();
      }
    } else if (percent / 10 > tenths) {
      tenths = percent / 10;
      console.err().printf("%3d %% %s%n", percent, stage);
    }
  }
}
