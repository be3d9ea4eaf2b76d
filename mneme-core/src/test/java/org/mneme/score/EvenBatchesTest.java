package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.TestModels;
import org.mneme.golden.TestPictures;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.score.SharedScorer.Urgency;

/**
 * The last digit of a score can depend on whether a batch is odd: seen for ResMem, for one of 48
 * photographs at batches of 1 and 3. The network here gives as its score how many images it was run
 * with.
 */
class EvenBatchesTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TestModels.tiny(folder.resolve("counting.onnx"), 1);
    ModelProto tiny = OnnxProtos.read(model);
    GraphProto.Builder graph = tiny.getGraph().toBuilder();
    String score = graph.getOutput(0).getName();
    graph
        .addNode(node("Sub", "zero", score, score))
        .addNode(node("Exp", "one", "zero"))
        .addNode(
            node("ReduceSum", "count", "one").toBuilder()
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)))
        .addNode(node("Add", "rows", "zero", "count"));
    graph.setOutput(0, graph.getOutput(0).toBuilder().setName("rows"));
    assertEquals(
        DataType.FLOAT.getNumber(), graph.getOutput(0).getType().getTensorType().getElemType());
    OnnxProtos.write(tiny.toBuilder().setGraph(graph).build(), model);
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private List<Path> pictures(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(TestPictures.random(folder.resolve("picture%03d.png".formatted(i)), i));
    }
    return files;
  }

  private List<Float> scores(int pictures, int batch) throws IOException {
    ScorerOptions options = ScorerOptions.defaults().withThreads(1).withBatch(batch);
    try (Scorer scorer = Scorer.open(model, options)) {
      return scorer.scoreAll(pictures(pictures)).stream().map(Score::value).toList();
    }
  }

  @Test
  void theLastBatchIsEvenLikeTheOthers() throws IOException {
    assertEquals(List.of(4f, 4f, 4f, 4f, 4f, 4f, 4f), scores(7, 4));
    assertEquals(List.of(4f, 4f, 4f, 4f, 2f), scores(5, 4));
    assertEquals(List.of(4f, 4f, 4f), scores(3, 4));
  }

  @Test
  void aLonePictureCostsNoMoreAndAnOddSizeThatIsAskedForIsKept() throws IOException {
    assertEquals(List.of(1f), scores(1, 8));
    assertEquals(List.of(1f, 1f, 1f), scores(3, 1));
    assertEquals(List.of(3f, 3f, 3f, 2f), scores(4, 3));
  }

  /** Of a server: the rows of a job must not depend on what else was scored at the time. */
  @Test
  void alonePictureOfAJobIsRunInAnEvenBatchButARequestIsNot() throws Exception {
    Path picture = pictures(1).get(0);
    ImageSource source =
        new ImageSource() {
          @Override
          public String name() {
            return picture.toString();
          }

          @Override
          public long bytes() {
            return 100;
          }

          @Override
          public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
            return ImageDecoder.decode(name(), Files.newInputStream(picture), mode, limits);
          }
        };
    Capacity capacity = new Capacity(10, 10_000, Duration.ofMillis(1));
    try (SharedScorer scorer = SharedScorer.open(model, ScorerOptions.defaults(), capacity)) {
      assertEquals(Collections.nCopies(2, 2f), several(scorer, source, Urgency.LATER));
      assertEquals(Collections.nCopies(2, 1f), several(scorer, source, Urgency.NOW));
    }
  }

  private static List<Float> several(SharedScorer scorer, ImageSource source, Urgency urgency)
      throws Exception {
    List<Float> scores = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      scores.add(scorer.submit(source, Crops.CENTRE, DecodeMode.NATURAL, urgency).get().value());
    }
    return scores;
  }
}
