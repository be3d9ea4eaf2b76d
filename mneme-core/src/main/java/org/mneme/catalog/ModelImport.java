package org.mneme.catalog;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.caffe.CaffeDefinition;
import org.mneme.caffe.CaffeImport;
import org.mneme.caffe.Rescale;
import org.mneme.files.Sha256;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.weights.WeightsChoice;

/**
 * Converts a user's own weights to a model file. Nothing in the weights is run; every tensor of the
 * network must be there, and fit.
 *
 * @param name what to call the model; by default the network's name
 * @param licence of the weights, kept in the model file
 * @param origin who made the weights; by default the weight file's name
 * @param notes further provenance, kept in the model file
 * @param replace whether a file that is there already may be replaced
 */
public record ModelImport(
    Optional<String> name,
    String licence,
    Optional<String> origin,
    Map<String, String> notes,
    boolean replace) {
  /** The network whose definition is Mneme's own, for weights that only a user has. */
  public static final String MEMNET = "memnet-caffe";

  /** The names and the origin of the files themselves, and no licence stated. */
  public static final ModelImport DEFAULT =
      new ModelImport(Optional.empty(), "not stated", Optional.empty(), Map.of(), false);

  /**
   * Keeps a copy of the notes.
   *
   * @param name what to call the model
   * @param licence of the weights, kept in the model file
   * @param origin who made the weights
   * @param notes further provenance, kept in the model file
   * @param replace whether a file that is there already may be replaced
   */
  public ModelImport {
    notes = Map.copyOf(notes);
  }

  /**
   * The model file that was written.
   *
   * @param card what it says about itself
   * @param passedOver objects of the weight file that are no weights and were not read, by name,
   *     with their class
   * @param unused layers of the weight file that the network does not have
   */
  public record Imported(ModelCard card, Map<String, String> passedOver, List<String> unused) {}

  /**
   * {@return whether the file is a Caffe network's definition, by its name}
   *
   * @param file any path; not read
   */
  public static boolean isDefinition(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".prototxt");
  }

  /**
   * Imports weights of a network that Mneme defines.
   *
   * @param model says the network, and how images are prepared
   * @param weights a PyTorch or safetensors file
   * @param choice which of the file's tensors are the network's
   * @param out where the model file is written, whole or not at all
   * @return what was written, and what of the weight file was not used
   * @throws org.mneme.weights.WeightsException if the file cannot be read, or a tensor is missing,
   *     unknown or misshapen
   * @throws RefusedException if {@code out} is there and may not be replaced
   */
  public Imported known(PublishedModel model, Path weights, WeightsChoice choice, Path out)
      throws IOException {
    check(out, weights);
    WeightsImport.Imported imported =
        WeightsImport.convert(
            weights,
            choice,
            model.network().get(),
            description(model.name(), model.preprocessing(), model.output(), weights, notes),
            out);
    return new Imported(imported.card(), imported.passedOver(), List.of());
  }

  /**
   * Imports the weights of the MemNet of Khosla et al. (2015), whose definition is Mneme's own.
   *
   * @param weights the {@code .caffemodel}
   * @param settings what the files do not say: the mean image, the size of the images, the
   *     rescaling
   * @param out where the model file is written, whole or not at all
   * @return what was written, and what of the weight file was not used
   * @throws org.mneme.weights.WeightsException if a file cannot be used, or they do not fit
   * @throws RefusedException if {@code out} is there and may not be replaced
   */
  public Imported memNet(Path weights, CaffeImport.Settings settings, Path out) throws IOException {
    check(out, weights);
    return caffe(CaffeDefinition.memNet(), weights, settings, notes, out);
  }

  /**
   * Imports any Caffe network.
   *
   * @param definition its {@code .prototxt}
   * @param weights its {@code .caffemodel}
   * @param settings what the files do not say
   * @param out where the model file is written, whole or not at all
   * @return what was written, and what of the weight file was not used
   * @throws org.mneme.weights.WeightsException if a file cannot be used, or they do not fit
   * @throws RefusedException if {@code out} is there and may not be replaced
   */
  public Imported caffe(Path definition, Path weights, CaffeImport.Settings settings, Path out)
      throws IOException {
    check(out, definition, weights);
    Map<String, String> facts = new LinkedHashMap<>(notes);
    facts.put(
        "definition", "%s, SHA-256 %s".formatted(definition.getFileName(), Sha256.of(definition)));
    return caffe(CaffeDefinition.read(definition), weights, settings, facts, out);
  }

  private Imported caffe(
      CaffeDefinition definition,
      Path weights,
      CaffeImport.Settings settings,
      Map<String, String> notes,
      Path out)
      throws IOException {
    CaffeImport read = CaffeImport.of(definition, weights, settings);
    Map<String, String> facts = new LinkedHashMap<>(notes);
    settings.rescale().ifPresent(rescale -> facts.put("rescaled", text(rescale)));
    if (!read.overridden().isEmpty()) {
      facts.put("preprocessing overridden", String.join("; ", read.overridden()));
    }
    ModelCard card =
        WeightsImport.write(
            read.network(),
            read.weights(),
            Sha256.of(weights),
            description(
                definition.name(),
                read.preprocessing(),
                meaning(definition, read, settings),
                weights,
                facts),
            out);
    return new Imported(card, Map.of(), read.unused());
  }

  /** Finds out before minutes are spent. */
  private void check(Path out, Path... files) throws IOException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new FileNotFoundException(file + ": no such file");
      }
    }
    if (Files.exists(out) && !replace) {
      throw new RefusedException(
          out + ": is there already", Remedy.of(Action.REPLACE_FILE, "Replace it"));
    }
  }

  private WeightsImport.Description description(
      String usualName,
      Preprocessing preprocessing,
      String meaning,
      Path weights,
      Map<String, String> facts) {
    return new WeightsImport.Description(
        name.orElse(usualName),
        preprocessing,
        meaning,
        licence,
        origin.orElseGet(() -> String.valueOf(weights.getFileName())),
        facts);
  }

  private static String meaning(
      CaffeDefinition definition, CaffeImport read, CaffeImport.Settings settings) {
    String what =
        definition.name().equals(MEMNET)
            ? "memorability"
            : "'%s' of the Caffe network '%s'"
                .formatted(read.network().output(), definition.name());
    return what
        + (settings.rescale().isPresent()
            ? ": 0..1, higher is more memorable"
            : ": the network's own number, not rescaled");
  }

  private static String text(Rescale rescale) {
    return "(y - %s) * %s + %s, within 0..1"
        .formatted(rescale.from(), rescale.factor(), rescale.to());
  }
}
