package org.mneme.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.score.Sureness;

/** Models and scores of these tests. */
final class Scored {
  private Scored() {}

  /** A small network whose scores differ from picture to picture. */
  static Path model(Path folder) throws IOException {
    return model(folder, "small.onnx", 7);
  }

  static Path model(Path folder, String name, long seed) throws IOException {
    Path file = folder.resolve(name);
    Network network =
        Network.builder("small", Shape.of(3, 32, 32))
            .then("conv", Conv2d.of(3, 8, 3).withPadding(1))
            .then("relu", new Relu())
            .then("flatten", new Flatten())
            .then("fc", new Linear(8 * 32 * 32, 1))
            .then("score", new Sigmoid())
            .build();
    OnnxExport.write(network, RandomWeights.of(network, seed), TestCards.fp32("small", 32), file);
    return file;
  }

  /** A copy that knows intervals, and calls an image the more familiar, the lower its score. */
  static Path sure(Path folder, Path model) throws IOException {
    Path file = folder.resolve("sure.onnx");
    GraphWriter graph = GraphWriter.extending("small", OnnxFile.read(model));
    String one = graph.floats("one", new float[] {1}, 1);
    graph.add("Sub", Sureness.FAMILIAR, List.of(one, "score"));
    graph.output(Sureness.FAMILIAR, 1);
    ModelCard card = OnnxFile.card(model).orElseThrow();
    ScoreIntervals intervals =
        new ScoreIntervals(.9, .1, .2, .05, 1.5, 0, 1, 100, ScoreIntervals.Kind.SPLIT);
    ModelCard sure = card.withNotes(Map.of(ScoreIntervals.NOTE, intervals.toNote()));
    OnnxFile.write(graph.model().withCard(sure), file);
    return file;
  }

  /** As mneme predict scores them: by the last part of their names, the bits of each. */
  static Map<String, Integer> predicted(Path model, List<Path> images) throws IOException {
    Map<String, Integer> scores = new TreeMap<>();
    try (Scorer scorer = Scorer.open(model, ScorerOptions.defaults().withThreads(2))) {
      for (Score score : scorer.scoreAll(images)) {
        if (!score.failed()) {
          scores.put(
              String.valueOf(score.image().getFileName()), Float.floatToIntBits(score.value()));
        }
      }
    }
    return scores;
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** The rows of a folder of CSV files, as readers of it find them. */
  static List<CSVRecord> rows(Path output) throws IOException {
    List<CSVRecord> rows = new ArrayList<>();
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    for (Path file : files(output)) {
      String name = String.valueOf(file.getFileName());
      if (!name.startsWith("_") && !name.startsWith(".")) {
        try (Reader reader = Files.newBufferedReader(file);
            CSVParser parser = CSVParser.parse(reader, format)) {
          rows.addAll(parser.getRecords());
        }
      }
    }
    return rows;
  }

  static String name(CSVRecord row) {
    String image = row.get("image");
    return image.substring(image.lastIndexOf('/') + 1);
  }

  /**
   * By the last part of their names, the bits of each score; a name that comes twice is an error.
   */
  static Map<String, Integer> scores(List<CSVRecord> rows) {
    Map<String, Integer> scores = new TreeMap<>();
    for (CSVRecord row : rows) {
      int bits = Float.floatToIntBits(Float.parseFloat(row.get("score")));
      if (scores.put(name(row), bits) != null) {
        throw new AssertionError(name(row) + " has two rows");
      }
    }
    return scores;
  }
}
