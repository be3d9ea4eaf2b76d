package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStore;

/** Questions about runs that would be taken and change nothing. */
class RunsListCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void makeRuns() throws IOException {
    try (Run run = RunStore.at(folder).create(NewRun.of("a", Map.of("lr", .1)))) {
      run.finish(Map.of("val_spearman", .5));
    }
  }

  private static Cli runs(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    List<String> all = new ArrayList<>(List.of("runs"));
    all.addAll(List.of(arguments));
    int exit =
        Main.commandLine(console, List.of(new RunsCommand(console)))
            .execute(all.toArray(String[]::new));
    return new Cli(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "sync", "show x", "compare x y", "delete x"})
  void aFolderThatIsNotThereIsAnError(String command) {
    Path nowhere = folder.resolve("nowhere");
    List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
    all.addAll(List.of("--runs", nowhere.toString()));
    Cli cli = runs(all.toArray(String[]::new));
    assertEquals(1, cli.exit(), cli.out());
    assertTrue(cli.err().startsWith("mneme: " + nowhere + ": no such folder"), cli.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--sort=lrr", "--sort=-val_rho", "--columns=id,lrr", "--filter=lrr<1"})
  void aKeyThatNoRunHasIsAnErrorThatListsThoseThereAre(String option) {
    Cli cli = runs("list", "--runs", folder.toString(), option);
    assertEquals(2, cli.exit(), cli.out());
    assertTrue(cli.err().contains("There are: id, name"), cli.err());
    assertTrue(cli.err().contains("rows, lr, val_spearman"), cli.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--sort=lr", "--sort=-max:val_spearman", "--columns=reason", "--limit=1"})
  void aKeyThatARunHasIsTaken(String option) {
    Cli cli = runs("list", "--runs", folder.toString(), option);
    assertEquals(0, cli.exit(), cli.err());
    assertEquals(2, cli.out().lines().count());
  }

  @Test
  void whatIsOnlyForThePageNeedsThePage() {
    String id = RunStore.at(folder).folder().toFile().list()[0];
    String runs = folder.toString();
    assertEquals(2, runs("compare", id, "--runs", runs, "--metric", "val_spearman").exit());
    Cli none = runs("compare", id, "--runs", runs, "--metric", "rho", "--html", folder + "/p.html");
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("no"), none.err());
    assertTrue(none.err().contains("there are: val_spearman"), none.err());
  }

  @Test
  void noRunsCanBeListedByALimitOfNone() {
    assertEquals(2, runs("list", "--runs", folder.toString(), "--limit", "0").exit());
  }
}
