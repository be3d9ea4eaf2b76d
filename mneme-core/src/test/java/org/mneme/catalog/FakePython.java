package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A script that stands in for the user's Python: it answers as pip does, notes what it was asked,
 * and hands out a given wheel.
 */
final class FakePython {
  private final Path script;
  private final Path calls;

  private FakePython(Path script, Path calls) {
    this.script = script;
    this.calls = calls;
  }

  /** One whose {@code pip download} runs these lines of shell; {@code $dir} is pip's {@code -d}. */
  static FakePython running(Path folder, String download) throws IOException {
    Path script = folder.resolve("python3");
    Path calls = folder.resolve("calls.txt");
    Files.writeString(
        script,
        """
        #!/bin/sh
        case "$*" in *--version*) exit 0 ;; esac
        echo "$*" >> '%s'
        while [ $# -gt 0 ]; do
          [ "$1" != -d ] || dir=$2
          shift
        done
        %s
        """
            .formatted(calls, download));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new FakePython(script, calls);
  }

  static FakePython serving(Path folder, Path wheel) throws IOException {
    return running(folder, "cp '%s' \"$dir/\"".formatted(wheel));
  }

  Path script() {
    return script;
  }

  Pip pip() {
    return Pip.of(Map.of("MNEME_PYTHON", script.toString()), "Linux");
  }

  /** The arguments of each download that was asked for. */
  List<String> calls() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }
}
