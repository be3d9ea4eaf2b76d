package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.mneme.onnx.Precision;

/** From what a user calls a model to its file. */
@FunctionalInterface
interface ModelResolver {
  /**
   * The file of a model.
   *
   * @param model a published model's name, such as {@code resmem}, or a path
   * @param wanted empty to take the fastest that is good enough
   * @param say takes lines for the user, such as what is being fetched
   * @throws IOException with one line that says what to do, if there is no such model
   */
  Path resolve(String model, Optional<Precision> wanted, Consumer<String> say) throws IOException;
}
