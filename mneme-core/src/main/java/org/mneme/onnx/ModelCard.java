package org.mneme.onnx;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.image.Preprocessing;

/**
 * What a model file says about itself; it travels in the ONNX file's metadata, so that the file
 * stands alone.
 *
 * @param name short, such as {@code resmem}
 * @param preprocessing how an image becomes the input
 * @param output what the number means, such as "memorability: probability-like, 0..1, higher is
 *     more memorable"
 * @param licence the licence's name, then its full text from the second line on
 * @param origin where the weights come from: package, version, authors
 * @param sourceSha256 of the file that the weights were read from, in hexadecimal
 * @param precision of the arithmetic
 * @param fidelity for an int8 file: how closely its scores follow the fp32 model's, for each kind
 *     of pictures that this was measured on; empty where it was not
 * @param notes anything else, such as training or calibration provenance
 */
public record ModelCard(
    String name,
    Preprocessing preprocessing,
    String output,
    String licence,
    String origin,
    String sourceSha256,
    Precision precision,
    List<Fidelity> fidelity,
    Map<String, String> notes) {
  /**
   * Keeps copies.
   *
   * @param name short, such as {@code resmem}
   * @param preprocessing how an image becomes the input
   * @param output what the number means
   * @param licence the licence's name, then its full text from the second line on
   * @param origin where the weights come from
   * @param sourceSha256 of the file that the weights were read from, in hexadecimal
   * @param precision of the arithmetic
   * @param fidelity for an int8 file
   * @param notes anything else, such as training or calibration provenance
   */
  public ModelCard {
    fidelity = List.copyOf(fidelity);
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /**
   * {@return the same card with other notes}
   *
   * @param others in place of its own
   */
  public ModelCard withNotes(Map<String, String> others) {
    return new ModelCard(
        name, preprocessing, output, licence, origin, sourceSha256, precision, fidelity, others);
  }

  /**
   * {@return the licences of a model made from several, each once}
   *
   * @param cards of the models that went into one
   */
  public static String licences(Collection<ModelCard> cards) {
    return cards.stream().map(ModelCard::licence).distinct().collect(Collectors.joining("\n\n"));
  }
}
