package org.mneme.quantize;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.image.ImageException;
import org.mneme.image.InputSize;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.ImageRunner;
import org.mneme.score.Sureness;

/**
 * Turns an fp32 ONNX model into one whose convolutions and fully connected layers compute in 8-bit
 * integers: activations unsigned with one range a tensor, weights signed 7-bit with a step for each
 * output channel, so that processors with and without VNNI give the same scores.
 *
 * <p>In order: batch norms are folded; channels are equalised; then layer by layer, each on what
 * the layers before it, quantised, really give, ranges are chosen, weights rounded to keep outputs
 * and biases corrected. Sums of residual networks stay in float, and so do the layers that read the
 * image itself. At last the slope and offset of the last layer are fitted on images that nothing
 * else was fitted to.
 *
 * <p>All calibration images are worked on together: ResMem takes about 25 MB of heap for each, and
 * 1 GB besides. The same model, images, options and processor type give the same file.
 */
final class Quantizer {
  private static final int IMAGES_A_TIME = 8;

  private Quantizer() {}

  /**
   * Quantises a model file.
   *
   * @param model an fp32 ONNX file, opset 13 or newer, with one image input; Mneme's own keeps its
   *     card
   * @param calibration tens of images like those to be scored
   * @param others images to fit the last layer to, neither in {@code calibration} nor held out;
   *     with fewer than some ten of them, or where the output is no single number, it is left as it
   *     is
   * @param heldOut other images, to measure the result's fidelity on, by their kinds; may be empty
   * @param out is written whole or not at all
   * @throws ModelException if the model cannot be read, is quantised already, or has no layer to
   *     quantise
   * @throws org.mneme.image.ImageException if an image cannot be read
   * @throws org.mneme.progress.CancelledException if {@code progress} is cancelled; {@code out} is
   *     not written then
   */
  static QuantizeReport quantize(
      Path model,
      CalibrationImages calibration,
      CalibrationImages others,
      List<HeldOut> heldOut,
      QuantizeOptions options,
      Path out,
      Progress progress)
      throws IOException {
    if (calibration.count() < 1) {
      throw new IllegalArgumentException("calibration needs at least one image");
    }
    OnnxFile.folderFor(out);
    OnnxModel original = OnnxFile.read(model);
    FoldedGraph graph = new FoldedGraph(original, model);
    if (graph.layers().isEmpty()) {
      throw new ModelException(
          "%s: has no convolution or fully connected layer with constant weights to quantise"
              .formatted(model));
    }
    progress.begin("Measuring activations", Progress.UNKNOWN, "images");
    List<Chunk> images = chunks(calibration);
    new Equalization(graph)
        .apply(
            LayerByLayer.channelMaxima(graph, images, options.threads()), options.equalization());
    Quantisation fitted = new LayerByLayer(graph, options).run(images, progress);
    Quantisation quantisation = withLastLayer(graph, fitted, others, model, options, out, progress);
    OnnxModel result = QdqWriter.model(graph, quantisation);
    QuantizeReport report =
        evaluated(model, result, heldOut, options, quantisation, calibration, out, progress);
    Optional<ModelCard> card = OnnxFile.card(model);
    card.flatMap(each -> ScoreIntervals.lost("The int8 file", each.name(), each.notes()))
        .ifPresent(progress::say);
    OnnxFile.write(
        card.isEmpty() ? result : result.withCard(int8(card.get(), options, report)), out);
    return report;
  }

  private static List<Chunk> chunks(CalibrationImages images) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < images.count(); from += IMAGES_A_TIME) {
      chunks.add(chunk(images, from));
    }
    return chunks;
  }

  private static Chunk chunk(CalibrationImages images, int from) throws IOException {
    int count = Math.min(IMAGES_A_TIME, images.count() - from);
    InputSize input = images.size();
    int size = input.floats();
    float[] values = new float[count * size];
    for (int i = 0; i < count; i++) {
      System.arraycopy(images.planes(from + i), 0, values, i * size, size);
    }
    return new Chunk(values, new long[] {count, input.channels(), input.height(), input.width()});
  }

  /** The network with its last layer fitted to what the int8 network gives. */
  private static Quantisation withLastLayer(
      FoldedGraph graph,
      Quantisation quantisation,
      CalibrationImages others,
      Path model,
      QuantizeOptions options,
      Path out,
      Progress progress)
      throws IOException {
    Optional<LastLayer> last = LastLayer.of(graph);
    if (last.isEmpty() || others.count() < LastLayer.FEWEST_IMAGES) {
      return quantisation;
    }
    progress.begin("Fitting the last layer", others.count(), "images");
    try (Pair pair = Pair.of(model, QdqWriter.model(graph, quantisation), options, out)) {
      float[] fp32 = pair.fp32(others);
      progress.check();
      return last.get()
          .fit(fp32, pair.int8(others))
          .map(line -> last.get().corrected(quantisation, line))
          .orElse(quantisation);
    }
  }

  private static QuantizeReport evaluated(
      Path model,
      OnnxModel result,
      List<HeldOut> heldOut,
      QuantizeOptions options,
      Quantisation quantisation,
      CalibrationImages calibration,
      Path out,
      Progress progress)
      throws IOException {
    List<Fidelity> fidelity = new ArrayList<>();
    double largest = 0;
    if (!heldOut.isEmpty()) {
      progress.begin("Measuring fidelity", heldOut.size(), "kinds of images");
      try (Pair pair = Pair.of(model, result, options, out)) {
        for (HeldOut kind : heldOut) {
          progress.check();
          float[] exact = pair.fp32(kind.images());
          progress.check();
          float[] rounded = pair.int8(kind.images());
          fidelity.add(kind.fidelity(doubles(exact), doubles(rounded)));
          for (int i = 0; i < exact.length; i++) {
            largest = Math.max(largest, Math.abs(exact[i] - rounded[i]));
          }
          progress.advance(fidelity.size());
        }
      }
    }
    return new QuantizeReport(out, quantisation.report(), calibration.count(), fidelity, largest);
  }

  /** Both models in files, so that neither passes through the heap to be run. */
  private record Pair(Path model, Path rounded, QuantizeOptions options) implements AutoCloseable {
    static Pair of(Path model, OnnxModel result, QuantizeOptions options, Path out)
        throws IOException {
      Path file = Files.createTempFile(OnnxFile.folderFor(out), ".int8", ".onnx");
      try {
        OnnxFile.write(result, file);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
      return new Pair(model, file, options);
    }

    float[] fp32(CalibrationImages images) throws IOException {
      return scores(model, model.toString(), images, options);
    }

    float[] int8(CalibrationImages images) throws IOException {
      return scores(rounded, model + " in int8", images, options);
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(rounded);
    }
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] scores(
      Path model, String what, CalibrationImages images, QuantizeOptions options)
      throws IOException {
    float[] scores = new float[images.count()];
    Iterator<Integer> indices = IntStream.range(0, scores.length).iterator();
    try (ImageRunner runner =
        ImageRunner.open(model, images.size(), options.threads(), IMAGES_A_TIME, what)) {
      runner.run(
          indices,
          images::planes,
          1,
          outputs -> {
            if (outputs.error() != null) {
              throw new ImageException(outputs.error());
            }
            List<FloatBuffer> found =
                outputs.values().entrySet().stream()
                    .filter(output -> !output.getKey().equals(Sureness.FAMILIAR))
                    .map(Map.Entry::getValue)
                    .toList();
            FloatBuffer values = found.get(0);
            if (found.size() != 1 || values.remaining() != 1) {
              throw new ModelException(
                  "%s: gives %d outputs, the first of %d numbers for an image; one output of one number is needed"
                      .formatted(what, found.size(), values.remaining()));
            }
            scores[outputs.image()] = values.get();
          });
    }
    return scores;
  }

  private static ModelCard int8(ModelCard card, QuantizeOptions options, QuantizeReport report) {
    Map<String, String> notes = new LinkedHashMap<>(card.notes());
    notes.remove(ScoreIntervals.NOTE); // they hold for the scores of the fp32 file
    notes.put(
        "quantize.method",
        String.format(
            Locale.ROOT,
            "QDQ, uint8 activations, 7-bit weights a channel; equalization %s, range norm %s,"
                + " rounding to outputs on %d positions, biases corrected layer by layer, last layer"
                + " fitted to other images",
            options.equalization(),
            options.rangeNorm(),
            options.roundingRows()));
    notes.put("quantize.calibration.images", Integer.toString(report.calibrationImages()));
    notes.put("quantize.heldout.images", Integer.toString(report.heldOutImages()));
    notes.put("quantize.float.layers", String.join(" ", report.floatLayers()));
    return new ModelCard(
        card.name(),
        card.preprocessing(),
        card.output(),
        card.licence(),
        card.origin(),
        card.sourceSha256(),
        Precision.INT8,
        report.fidelity(),
        notes);
  }
}
