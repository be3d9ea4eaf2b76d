package org.mneme.fuzz;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.caffe.CaffeSamples;
import org.mneme.catalog.ModelContents;
import org.mneme.data.DataException;
import org.mneme.data.DataSet;
import org.mneme.data.ReadOptions;
import org.mneme.data.Readings;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.weights.WeightsSamples;

/** Damaged models and tables: {@code ReadersFuzz FILES-OF-EACH-KIND}. */
final class ReadersFuzz {
  private static final ReadOptions LENIENT =
      ReadOptions.STRICT.withNeedImages(false).withSkipBad(true).withAnyScore(true);

  private static final String TABLE =
      """
      sep=;
      # made by hand
      Image;Score;category;group;split;"a note, of
      two lines"
      a/0001.png;0,5;sea;g1;train;"x; ""y"" "
      a/0002.png;1e-1;land;g1;val;
      # pause
      b.png;.75;;g2;test;z
      """;

  private static final String HALVES =
      "image,score,split1_a,split1_b\na.png,.5,.4,.6\nb.png,.6,.7,.5\nc.png,.1,.2,.0\n";

  private static final String SPLIT = "a.png 0.5\nb c.png\t0.25\n\nc.png 1.000000\n";

  private ReadersFuzz() {}

  public static void main(String[] args) throws IOException {
    List<FuzzTarget> targets = new ArrayList<>(WeightsSamples.targets());
    targets.addAll(CaffeSamples.targets());
    targets.add(FuzzTarget.of("model.onnx", onnx(), ModelException.class, ReadersFuzz::onnx));
    targets.add(table("table.csv", TABLE, StandardCharsets.UTF_8));
    targets.add(table("utf16.csv", "\uFEFF" + TABLE, StandardCharsets.UTF_16LE));
    targets.add(
        FuzzTarget.of(
            "halves.csv",
            HALVES.getBytes(StandardCharsets.UTF_8),
            DataException.class,
            ReadersFuzz::readings));
    targets.add(
        FuzzTarget.of(
            "train_1.txt",
            SPLIT.getBytes(StandardCharsets.UTF_8),
            DataException.class,
            ReadersFuzz::split));
    Fuzzing.run(targets, Integer.parseInt(args[0]), System.out);
  }

  private static FuzzTarget table(String name, String text, Charset charset) {
    return FuzzTarget.of(name, text.getBytes(charset), DataException.class, ReadersFuzz::dataSet);
  }

  private static void dataSet(Path file) throws IOException {
    DataSet.read(file, LENIENT).fingerprint();
  }

  private static void readings(Path file) throws IOException {
    DataSet data = DataSet.read(file, LENIENT);
    Readings.predictions(file, data.items(), null, null, true);
    Readings.halves(file, data.items(), null, true);
  }

  private static void split(Path file) throws IOException {
    Path folder = Files.createDirectories(file.resolveSibling("splits"));
    Path there = folder.resolve("train_1.txt");
    try {
      Files.copy(file, there);
      DataSet.read(file.getParent(), LENIENT).official();
    } finally {
      Files.delete(there);
      Files.delete(folder);
    }
  }

  private static void onnx(Path file) throws IOException {
    OnnxFile.card(file);
    OnnxFile.read(file).floatTensors().values().forEach(tensor -> tensor.floats());
    ModelContents.of(file);
  }

  private static byte[] onnx() throws IOException {
    Network network =
        Network.builder("tiny", Shape.of(3, 2, 2))
            .then("flatten", new Flatten())
            .then("fc", new Linear(12, 1))
            .build();
    Path file = Files.createTempFile("mneme", ".onnx");
    try {
      OnnxExport.write(network, RandomWeights.of(network, 1), TestCards.fp32("tiny", 2), file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }
}
