package org.mneme.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;

/**
 * Makes the int8 file of a model: pictures are drawn, the file is fitted to some of them, and how
 * closely its scores follow fp32's is measured on others.
 */
public final class QuantizeJob {
  private final Path model;
  private final Path out;
  private final QuantizeSettings settings;

  /**
   * The job for an fp32 file.
   *
   * @param model an fp32 model file of Mneme's
   * @param out where the int8 file is written, whole or not at all
   * @param settings which pictures, how many, and how to quantise
   */
  public QuantizeJob(Path model, Path out, QuantizeSettings settings) {
    this.model = model;
    this.out = out;
    this.settings = settings;
  }

  /**
   * {@return the job for a published model or a file} A published model that is not there yet is
   * fetched.
   *
   * @param catalog where published models and the user's copies of them are found
   * @param model a published model's name or an fp32 file
   * @param out where the int8 file is written; empty for the place beside the user's copy of a
   *     published model, where the catalogue finds it
   * @param settings which pictures, how many, and how to quantise
   * @param progress hears of a download
   * @throws IllegalArgumentException if {@code out} is empty and the model is a file
   * @throws IOException if the model cannot be fetched or read
   */
  public static QuantizeJob of(
      Catalog catalog,
      String model,
      Optional<Path> out,
      QuantizeSettings settings,
      Progress progress)
      throws IOException {
    Optional<PublishedModel> published = catalog.published(model);
    if (out.isEmpty() && published.isEmpty()) {
      throw new IllegalArgumentException(
          model + ": is not a published model, so say where its int8 file is to be written");
    }
    Path source = catalog.resolve(model, Optional.of(Precision.FP32), progress);
    Path target = out.orElseGet(() -> catalog.file(published.orElseThrow(), Precision.INT8));
    if (out.isEmpty()) {
      Files.createDirectories(catalog.folder());
    }
    return new QuantizeJob(source, target, settings);
  }

  /**
   * Draws, fits, writes and measures.
   *
   * @param progress hears of each layer and picture
   * @return the int8 file, and how closely it follows the fp32 file
   * @throws ModelException if the model cannot be quantised or does not say how images are prepared
   * @throws org.mneme.remedy.RefusedException if there are too few pictures of a kind
   * @throws org.mneme.image.ImageException if a picture cannot be read
   * @throws org.mneme.progress.CancelledException if {@code progress} is cancelled; nothing is
   *     written then
   */
  public QuantizeReport run(Progress progress) throws IOException {
    Preprocessing preprocessing =
        OnnxFile.card(model)
            .map(ModelCard::preprocessing)
            .orElseThrow(
                () ->
                    new ModelException(
                        model
                            + ": does not say how images are prepared for it; only Mneme's own"
                            + " model files can be quantised"));
    if (settings.pictures().isEmpty()) {
      return Quantizer.quantize(
          model,
          ExamplePhotographs.tenCrops(preprocessing),
          images(List.of(), preprocessing),
          List.of(),
          settings.options(),
          out,
          progress);
    }
    DrawnPictures drawn = DrawnPictures.of(settings);
    List<HeldOut> heldOut = new ArrayList<>();
    drawn
        .heldOut()
        .forEach(
            (kind, pictures) -> heldOut.add(new HeldOut(kind, images(pictures, preprocessing))));
    return Quantizer.quantize(
        model,
        images(drawn.fitted(), preprocessing),
        images(drawn.last(), preprocessing),
        heldOut,
        settings.options(),
        out,
        progress);
  }

  private static CalibrationImages images(List<Path> pictures, Preprocessing preprocessing) {
    return CalibrationImages.ofFiles(pictures, preprocessing, DecodeMode.NATURAL);
  }
}
