package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.data.Item;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;

/** An evaluation's charts as files. */
class FigureFilesTest {
  @TempDir private Path folder;

  private EvaluatedSet set(String name, String... models) {
    int images = 40;
    double[] truth = new double[images];
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      truth[i] = .2 + .6 * i / images;
      items.add(
          new Item(
              "set",
              "a<b>&" + i,
              folder.resolve(i + ".png"),
              truth[i],
              null,
              null,
              null,
              null,
              folder,
              i + 2L));
    }
    ScoreTable table = ScoreTable.of(truth);
    for (int m = 0; m < models.length; m++) {
      double[] scores = new double[images];
      for (int i = 0; i < images; i++) {
        scores[i] = .5 + .2 * Math.sin(i * (m + 1.7)) + .2 * truth[i];
      }
      table = table.withModel(models[m], scores);
    }
    return new EvaluatedSet(
        name,
        "CSV",
        items,
        table,
        Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT),
        Map.of(),
        Map.of());
  }

  @Test
  void everyChartIsASvgAndAPdfFile() throws Exception {
    EvaluationReport report =
        new EvaluationReport(
            "t", List.of(set("one", "a/b", "a:b"), set("two", "a/b")), Map.of(), List.of());
    Path figures = folder.resolve("new/figures");
    List<Path> written = FigureFiles.write(report, figures);
    // Per model three charts, per set one, and the matrix; each in two forms. And the table.
    assertEquals(2 * (3 * 3 + 2 + 1) + 1, written.size());
    assertEquals(written.size(), written.stream().distinct().count());
    int pdfs = 0;
    for (Path file : written) {
      String name = file.getFileName().toString();
      if (name.endsWith(".svg")) {
        String svg = Files.readString(file);
        assertFalse(svg.contains("var("), name);
        assertFalse(svg.contains("currentColor"), name);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      } else if (name.endsWith(".pdf")) {
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
          assertEquals(1, document.getNumberOfPages());
          assertTrue(document.getPage(0).getMediaBox().getWidth() > 200, name);
        }
        assertTrue(Files.size(file) > 4000, name + " is empty");
        pdfs++;
      }
    }
    assertEquals(12, pdfs);
    List<String> metrics = Files.readAllLines(figures.resolve("metrics.csv"));
    assertEquals("data,images,model,metric,value,low,high", metrics.get(0));
    assertEquals(1 + 3 * Figure.values().length, metrics.size());
    assertTrue(metrics.get(1).startsWith("one,40,a/b,"), metrics.get(1));
  }

  @Test
  void dotsSayWhichImageTheyAre() throws Exception {
    EvaluationReport report =
        new EvaluationReport("t", List.of(set("one", "m")), Map.of(), List.of());
    FigureFiles.write(report, folder.resolve("f"));
    String scatter = Files.readString(folder.resolve("f/one-m-scatter.svg"));
    assertTrue(scatter.contains("<title>a&lt;b&gt;&amp;7: prediction 0."), scatter);
    assertEquals(40, scatter.split("<circle").length - 1);
  }
}
