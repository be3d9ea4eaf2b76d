package org.mneme.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.swing.JComponent;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.files.WholeFile;

/**
 * The charts of an evaluation as files for a paper or slides, each as SVG and as PDF (vectors,
 * black on white, letters as outlines, so that no font is missing anywhere), and its metrics as one
 * CSV file. For one thread.
 */
public final class FigureFiles {
  /** Points of a PDF page for each pixel of a chart: a chart of 340 pixels is 9 cm wide. */
  private static final float POINTS = .75f;

  private final Path folder;
  private final Set<String> names = new HashSet<>();
  private final List<Path> written = new ArrayList<>();

  private FigureFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes all charts and {@code metrics.csv}, in the place of those that are there.
   *
   * @param report of one or more data sets
   * @param folder is made if it is not there
   * @return the files
   * @throws IOException if they cannot be written, or this system has no font to draw a PDF with
   */
  public static List<Path> write(EvaluationReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    FigureFiles files = new FigureFiles(folder);
    Set<String> all = new LinkedHashSet<>();
    report.sets().forEach(set -> all.addAll(set.table().models()));
    List<String> models = List.copyOf(all);
    for (EvaluatedSet set : report.sets()) {
      files.write(set, models);
    }
    if (report.sets().size() > 1 && !models.isEmpty()) {
      files.write(
          "spearman-matrix",
          IntervalCharts.heatMap(
              EvaluationMatrix.of(report),
              "Spearman of every model on every data set",
              IntervalCharts.Size.WIDE));
    }
    files.writeMetrics(report);
    return List.copyOf(files.written);
  }

  private void write(EvaluatedSet set, List<String> models) throws IOException {
    if (set.evaluation().models().isEmpty()) {
      return;
    }
    write(
        set.name() + "-spearman",
        SetSection.ranking(set.evaluation(), models, IntervalCharts.Size.NARROW));
    for (ModelEvaluation model : set.evaluation().models()) {
      String start = set.name() + "-" + model.model() + "-";
      ModelCharts charts = ModelCharts.of(set, model, models.indexOf(model.model()));
      write(start + "distribution", charts.distribution());
      write(start + "scatter", charts.scatter());
      if (model.calibration().isPresent()) {
        write(start + "calibration", charts.calibration(model.calibration().get()));
      }
    }
  }

  private void write(String name, String chart) throws IOException {
    String file = unused(name.replaceAll("[^\\p{L}\\p{N}._-]+", "-"));
    String svg = Svg.forPaper(chart);
    Path picture = folder.resolve(file + ".svg");
    WholeFile.writeText(
        picture, text -> text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").append(svg));
    written.add(picture);
    Path paper = folder.resolve(file + ".pdf");
    byte[] pdf = pdf(svg);
    WholeFile.write(paper, out -> out.write(pdf));
    written.add(paper);
  }

  /** Two names may differ in nothing but what a file's name cannot have. */
  private String unused(String name) {
    String free = name;
    for (int i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  private static byte[] pdf(String svg) throws IOException {
    SVGDocument drawing =
        Objects.requireNonNull(
            new SVGLoader()
                .load(
                    new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                    null,
                    LoaderContext.createDefault()));
    float width = (float) drawing.size().getWidth();
    float height = (float) drawing.size().getHeight();
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage(new PDRectangle(width * POINTS, height * POINTS));
      document.addPage(page);
      PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, width * POINTS, height * POINTS);
      try {
        graphics.scale(POINTS, POINTS);
        drawing.render((JComponent) null, graphics);
      } catch (InternalError | NoClassDefFoundError | UnsatisfiedLinkError e) {
        throw new IOException(
            "this system has no fonts, which a PDF is drawn with; install one (for example the package fonts-dejavu-core). SVG files need none",
            e);
      } finally {
        graphics.dispose();
      }
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.drawForm(graphics.getXFormObject());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  private void writeMetrics(EvaluationReport report) throws IOException {
    Path file = folder.resolve("metrics.csv");
    WholeFile.writeText(
        file,
        text -> {
          CSVPrinter csv =
              new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          csv.printRecord("data", "images", "model", "metric", "value", "low", "high");
          for (EvaluatedSet set : report.sets()) {
            for (ModelEvaluation model : set.evaluation().models()) {
              for (Figure figure : Figure.values()) {
                Estimate e = model.figure(figure);
                csv.printRecord(
                    set.name(),
                    set.evaluation().images(),
                    model.model(),
                    figure.name().toLowerCase(Locale.ROOT),
                    number(e.value()),
                    number(e.low()),
                    number(e.high()));
              }
            }
          }
          csv.flush();
        });
    written.add(file);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
