package org.mneme.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.mneme.files.KeptHashes;
import org.mneme.files.Sha256;

/**
 * Which model this is: a hash of everything that is read when it is opened, the file itself and the
 * files beside it in which it keeps weights. Two models with the same identity give the same scores
 * with the same settings; scores, runs and reports name their model by it.
 *
 * @param sha256 64 lower-case hexadecimal digits; that of the file where it stands alone
 * @param external the SHA-256 of each further file by its name, relative to the model's folder;
 *     empty for a model that stands alone
 */
public record ModelIdentity(String sha256, Map<String, String> external) {
  private static final String VERSION = "mneme model with external data 1";

  /**
   * Sorts the further files by name.
   *
   * @param sha256 64 lower-case hexadecimal digits
   * @param external the SHA-256 of each further file by its name, relative to the model's folder
   */
  public ModelIdentity {
    external = Collections.unmodifiableMap(new TreeMap<>(external));
  }

  /**
   * Reads the whole model.
   *
   * @param model an ONNX file
   * @return the same for the same bytes, wherever the files are
   * @throws ModelException if it is no ONNX file, or a file that it needs is missing
   */
  public static ModelIdentity of(Path model) throws IOException {
    return of(model, KeptHashes.NONE);
  }

  /**
   * Reads of the model what has no kept hash.
   *
   * @param model an ONNX file
   * @param hashes known by path, size and times of a file; new ones are added
   * @return the same for the same bytes, wherever the files are
   * @throws ModelException if it is no ONNX file, or a file that it needs is missing
   */
  public static ModelIdentity of(Path model, KeptHashes hashes) throws IOException {
    Map<String, String> external = new TreeMap<>();
    for (String location : OnnxFile.externalFiles(model)) {
      external.put(location, hashes.of(ExternalData.file(model, location)));
    }
    String own = hashes.of(model);
    if (external.isEmpty()) {
      return new ModelIdentity(own, external);
    }
    StringBuilder all = new StringBuilder(VERSION).append('\n').append(own).append('\n');
    external.forEach((name, hash) -> all.append(hash).append(' ').append(name).append('\n'));
    return new ModelIdentity(Sha256.of(all.toString()), external);
  }

  /**
   * {@return the hash, and whose it is where the model does not stand alone, in one line for
   * people}
   */
  public String describe() {
    return external.isEmpty()
        ? sha256
        : "%s (of the model with %s)".formatted(sha256, String.join(", ", external.keySet()));
  }
}
