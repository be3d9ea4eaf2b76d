package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean terminal) {
    PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Console(InputStream.nullInputStream(), to, to, false, terminal);
  }

  private static void job(ProgressView view) {
    try (view) {
      view.say("Reading three images");
      view.begin("Scoring", 30, "images");
      for (int done = 0; done <= 30; done++) {
        view.advance(done);
      }
    }
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void aLogGetsALineForEachTenth() {
    job(ProgressView.of(console(false)));
    assertTrue(shown().startsWith("Reading three images\nScoring: 10 %\nScoring: 20 %\n"), shown());
    assertEquals(11, shown().lines().count());
  }

  @Test
  void whereOnlyTerminalsAreShownBarsALogStillGetsWhatIsSaid() {
    job(ProgressView.onTerminal(console(false)));
    assertEquals("Reading three images\n", shown());
  }

  @Test
  void aTerminalGetsABar() {
    job(ProgressView.of(console(true)));
    assertTrue(shown().contains("Scoring 100% [") && shown().contains("30/30 images"), shown());
  }

  @Test
  void aViewCancelsItsJobWhenToldSo() {
    AtomicBoolean stop = new AtomicBoolean();
    ProgressView view = ProgressView.of(console(false)).until(stop::get);
    view.check();
    stop.set(true);
    assertTrue(view.isCancelled());
  }
}
