package org.mneme.cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The model file that a command is to write. */
final class OnnxOutput {
  private OnnxOutput() {}

  /** The file, whose name says what it is: other programs, and Mneme itself, go by its ending. */
  static Path of(Path file, CommandSpec spec) {
    if (!String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw new ParameterException(
          spec.commandLine(),
          "--output: a model file's name ends in .onnx, such as %s.onnx, not '%s'"
              .formatted(
                  String.valueOf(file.getFileName()).replaceFirst("\\.[A-Za-z]+$", ""), file));
    }
    return file;
  }
}
