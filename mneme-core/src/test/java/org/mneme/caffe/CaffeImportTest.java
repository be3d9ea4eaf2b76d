package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.caffe.CaffeFiles.Blob;
import org.mneme.caffe.CaffeFiles.Form;
import org.mneme.caffe.CaffeImport.Settings;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.weights.WeightsException;

class CaffeImportTest {
  private static final String PRODUCT =
      "layer { name: 'ip' type: 'InnerProduct' bottom: 'data' top: 'ip'"
          + " inner_product_param { num_output: 1 bias_term: false } }";

  @TempDir Path folder;

  private CaffeImport read(String data, int inputs, Settings settings) throws IOException {
    Path definition = Files.writeString(folder.resolve("net.prototxt"), data + PRODUCT);
    Path weights =
        CaffeFiles.write(
            folder.resolve("net.caffemodel"),
            Form.V2,
            Map.of(
                "ip", List.of(new Blob(Shape.of(1, inputs), () -> 1)),
                "aux", List.of(new Blob(Shape.of(2), () -> 1))));
    return CaffeImport.of(CaffeDefinition.read(definition), weights, settings);
  }

  private static String data(String transform) {
    return "layer { name: 'd' type: 'Data' top: 'data' transform_param { %s } }"
        .formatted(transform);
  }

  private Settings mean(Shape shape) throws IOException {
    Path file = folder.resolve("mean.binaryproto");
    Files.write(file, MeanFileTest.binaryProto(Form.V1, shape));
    return new Settings(Optional.empty(), Optional.of(file), Optional.empty(), Optional.empty());
  }

  /** Caffe's data transformer: (value - mean) * scale, in the file's order of channels. */
  @Test
  void aDataLayersOwnTransformIsUsed() throws IOException {
    Preprocessing p =
        read(
                data("crop_size: 2 mirror: true scale: 0.5 mean_value: [104, 117, 123]"),
                12,
                Settings.NONE)
            .preprocessing();
    assertEquals(
        new Preprocessing(
            2, 2, 2, ChannelOrder.BGR, 1, List.of(104f, 117f, 123f), List.of(2f, 2f, 2f)),
        p);
  }

  @Test
  void theMeanImageSaysTheSizeBeforeTheCrop() throws IOException {
    CaffeImport found = read(data("crop_size: 2 mean_file: 'm'"), 12, mean(Shape.of(3, 4, 5)));
    Preprocessing p = found.preprocessing();
    assertEquals(List.of(5, 4, 2), List.of(p.width(), p.height(), p.cropWidth()));
    assertEquals(Shape.of(3, 2, 2), found.network().input());
    assertEquals(List.of("aux"), found.unused());
  }

  @Test
  void imagesNeedNotBeSquare() throws IOException {
    CaffeImport found = read("input: 'data' input_dim: [1, 3, 2, 4]", 24, mean(Shape.of(3, 6, 5)));
    Preprocessing p = found.preprocessing();
    assertEquals(List.of(5, 6), List.of(p.width(), p.height()));
    assertEquals(List.of(4, 2), List.of(p.cropWidth(), p.cropHeight()));
    assertEquals(Shape.of(3, 2, 4), found.network().input());
    Preprocessing plain =
        read("input: 'data' input_dim: [1, 3, 2, 4]", 24, Settings.NONE).preprocessing();
    assertEquals(List.of(4, 2), List.of(plain.width(), plain.height()));
  }

  @Test
  void aNetworkOfOneChannelTakesGrayImages() throws IOException {
    Preprocessing p =
        read("input: 'data' input_dim: [1, 1, 4, 4]", 16, Settings.NONE).preprocessing();
    assertEquals(ChannelOrder.GRAY, p.order());
    assertEquals(List.of(0f), p.mean());
    Preprocessing cropped =
        read(data("crop_size: 2 scale: 0.5"), 4, mean(Shape.of(1, 4, 4))).preprocessing();
    assertEquals(ChannelOrder.GRAY, cropped.order());
    assertEquals(List.of(2f), cropped.std());
    assertEquals(1, Objects.requireNonNull(cropped.meanImage()).channels());
    assertRefused(
        "the mean image has 3 channels, the network's images 1",
        "input: 'data' input_dim: [1, 1, 4, 4]");
  }

  @Test
  void withoutACropTheMeanImageSaysTheInput() throws IOException {
    assertEquals(Shape.of(3, 4, 4), read(data(""), 48, mean(Shape.of(3, 4, 4))).network().input());
  }

  @Test
  void oneMeanAChannelNeedsNoImage() throws IOException {
    Preprocessing p = read(data("crop_size: 2"), 12, mean(Shape.of(3, 1, 1))).preprocessing();
    assertEquals(List.of(0f, 1f, 2f), p.mean());
    assertEquals(2, p.width());
  }

  /** The networks of 224 and 227 pixels were trained on crops of 256 x 256. */
  @Test
  void networksOfTheUsualSizesAreGivenTheUsualImages() throws IOException {
    assertEquals(
        256, read(data("crop_size: 224"), 3 * 224 * 224, Settings.NONE).preprocessing().width());
    Settings size =
        new Settings(
            Optional.empty(), Optional.empty(), Optional.of(Shape.of(7, 8)), Optional.empty());
    Preprocessing p = read(data("crop_size: 2"), 12, size).preprocessing();
    assertEquals(List.of(8, 7), List.of(p.width(), p.height()));
  }

  @Test
  void settingsThatContradictTheDefinitionAreRefusedUnlessTheyOverrideIt() throws IOException {
    String input = "input: 'data' input_dim: [1, 3, 2, 2]";
    Settings other =
        new Settings(
            Optional.of(Shape.of(3, 4, 4)), Optional.empty(), Optional.empty(), Optional.empty());
    WeightsException error = assertThrows(WeightsException.class, () -> read(input, 48, other));
    assertTrue(
        error.getMessage().contains("its input is [3, 2, 2]; given is [3, 4, 4]"),
        error.getMessage());
    assertEquals(Action.OVERRIDE_PREPROCESSING, error.remedies().get(0).action());
    CaffeImport found =
        read(
            input,
            48,
            new Settings(
                other.input(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true));
    assertEquals(Shape.of(3, 4, 4), found.network().input());
    assertEquals(List.of("its input is [3, 2, 2]; given is [3, 4, 4]"), found.overridden());

    String means = data("crop_size: 2 mean_value: [104, 117, 123]");
    assertThrows(WeightsException.class, () -> read(means, 12, mean(Shape.of(3, 1, 1))));
    assertThrows(WeightsException.class, () -> read(means, 12, mean(Shape.of(3, 2, 2))));
    Settings image = mean(Shape.of(3, 2, 2));
    Settings overriding =
        new Settings(
            Optional.empty(),
            image.mean(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    assertEquals(1, read(means, 12, overriding).overridden().size());
    Settings same =
        new Settings(
            Optional.of(Shape.of(3, 2, 2)), Optional.empty(), Optional.empty(), Optional.empty());
    assertEquals(List.of(), read(input, 12, same).overridden());
  }

  @Test
  void whatIsNotThereIsAskedFor() {
    assertRefused(":1: its images lose the mean image 'm' first", data("mean_file: 'm'"));
    assertRefused(":1: does not say how large its images are", data(""));
    assertRefused(
        "takes [2, 2, 4]; needed are three channels of colour or one of gray",
        "input: 'data' input_dim: [1, 2, 2, 4]");
    assertRefused("must be as large as the resized image", data("crop_size: 9"));
  }

  private void assertRefused(String message, String data) {
    Settings settings = Settings.NONE;
    WeightsException error =
        assertThrows(
            WeightsException.class,
            () ->
                read(
                    data,
                    12,
                    message.startsWith("must") || message.startsWith("the mean")
                        ? new Settings(
                            Optional.empty(),
                            mean(Shape.of(3, 4, 4)).mean(),
                            message.startsWith("must")
                                ? Optional.of(Shape.of(9, 9))
                                : Optional.empty(),
                            Optional.empty())
                        : settings));
    assertTrue(String.valueOf(error.getMessage()).contains(message), error.getMessage());
  }

  /** (y - 0.7626) * 2 + 0.65 within 0..1 (Khosla et al., 2015), to float32's rounding. */
  @Test
  void theOutputIsRescaledInTheGraph() throws IOException {
    Settings settings =
        new Settings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Rescale.MEMNET));
    CaffeImport found = read("input: 'data' input_dim: [1, 1, 1, 1]", 1, settings);
    float[] raw = {.2f, .5f, .725f, .7626f, .9f, 1.5f};
    List<Double> expected = new ArrayList<>();
    for (float y : raw) {
      expected.add(Math.min(1, Math.max(0, (y - .7626) * 2 + .65)));
    }
    float[] rescaled =
        Forward.run(found.network(), found.weights(), raw, folder).get(found.network().output());
    for (int i = 0; i < raw.length; i++) {
      assertEquals(expected.get(i), rescaled[i], 2e-7, "of " + raw[i]);
    }
    assertEquals(0, rescaled[0]);
    assertEquals(1, rescaled[5]);
  }

  @Test
  void onlyOneNumberCanBeRescaled() throws IOException {
    Path definition =
        Files.writeString(
            folder.resolve("net.prototxt"),
            "input: 'data' input_dim: [1, 3, 2, 2]"
                + "layer { name: 'r' type: 'ReLU' bottom: 'data' top: 'data' }");
    CaffeDefinition read = CaffeDefinition.read(definition);
    assertThrows(
        WeightsException.class, () -> read.network(Shape.of(3, 2, 2), Optional.of(Rescale.MEMNET)));
  }
}
