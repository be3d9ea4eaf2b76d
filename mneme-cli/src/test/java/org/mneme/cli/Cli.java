package org.mneme.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.mneme.catalog.Catalog;
import org.mneme.golden.TestModels;
import org.mneme.golden.TestPictures;
import picocli.CommandLine;

/** Runs the command in this process, on a real model that is as small as one can be. */
record Cli(int exit, String out, String err) {

  static Cli pipe(String... arguments) {
    return run("", false, arguments);
  }

  static Cli terminal(String... arguments) {
    return run("", true, arguments);
  }

  static Cli run(String in, boolean terminal, String... arguments) {
    // Models are given by their file; nothing is fetched, and nothing was scored before.
    Path home = Path.of("target/homes").resolve(UUID.randomUUID().toString());
    return run(home, in, terminal, arguments);
  }

  /** The whole command line, not run. */
  static CommandLine commandLine() {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false,
            false);
    return Main.commandLine(Catalog.at(Path.of("target/no models here")), console);
  }

  /** In a pipe, with the user's models and kept scores in this folder. */
  static Cli at(Path home, String... arguments) {
    return run(home, "", false, arguments);
  }

  private static Cli run(Path home, String in, boolean terminal, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            false);
    int exit = Main.commandLine(Catalog.at(home), console).execute(arguments);
    return new Cli(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A linear layer over 8 x 8 pixels and a sigmoid; every image gets a score of its own. */
  static Path tinyModel(Path folder, long seed) throws IOException {
    return TestModels.tiny(folder.resolve("tiny%d.onnx".formatted(seed)), seed);
  }

  /** A picture of 12 x 10 random pixels. */
  static Path picture(Path file, long seed) throws IOException {
    return TestPictures.random(file, seed);
  }
}
