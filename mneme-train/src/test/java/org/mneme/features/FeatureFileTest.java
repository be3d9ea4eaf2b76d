package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.files.KeptHashes;
import org.mneme.golden.TestPictures;
import org.mneme.onnx.ModelIdentity;
import org.mneme.progress.Progress;
import org.mneme.remedy.RefusedException;
import org.mneme.score.ScorerOptions;

class FeatureFileTest {
  @TempDir Path folder;
  private final List<Path> images = new ArrayList<>();
  private Path model;

  @BeforeEach
  void makeModelAndPictures() throws IOException {
    model = FeatureExtractorTest.convolution(folder);
    for (int i = 0; i < 5; i++) {
      images.add(TestPictures.random(folder.resolve("a, \"%d\".png".formatted(i)), i));
    }
    images.add(2, Files.writeString(folder.resolve("bad.png"), "no picture"));
  }

  private FeatureJob.Summary extract(String file, List<Path> some, boolean resume, String... layers)
      throws IOException {
    Path output = folder.resolve(file);
    ModelIdentity identity = ModelIdentity.of(model, KeptHashes.NONE);
    try (FeatureExtractor extractor =
            FeatureExtractor.open(model, ScorerOptions.defaults(), List.of(layers), false);
        FeatureFile rows =
            FeatureFile.open(
                output, FeatureFormat.of(output).orElseThrow(), extractor, identity, resume)) {
      return FeatureJob.run(extractor, some.iterator(), rows, Progress.SILENT);
    }
  }

  private static float[] array(Path file, int columns) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String header = new String(bytes.array(), 0, 128, StandardCharsets.ISO_8859_1);
    int rows = (bytes.capacity() - 128) / 4 / columns;
    assertTrue(header.contains("(%d, %d)".formatted(rows, columns)), header);
    float[] values = new float[rows * columns];
    bytes.position(128).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void theThreeFormatsHoldTheSameNumbers() throws IOException {
    for (String each : List.of("f.csv", "f.npy", "f.parquet")) {
      FeatureJob.Summary summary = extract(each, images, false, "conv", "fc");
      assertEquals(new FeatureJob.Summary(5, 1, 0, true), summary, each);
    }
    List<String> lines = Files.readAllLines(folder.resolve("f.csv"));
    assertEquals(
        "image,error,conv:mean.0,conv:mean.1,conv:mean.2,conv:mean.3,fc:values.0", lines.get(0));
    float[] npy = array(folder.resolve("f.npy"), 5);
    List<String> names = Files.readAllLines(folder.resolve("f.npy.images.csv"));
    assertEquals(7, names.size());
    for (int i = 0; i < 6; i++) {
      String line = lines.get(i + 1);
      if (i == 2) {
        // As a row of predict: the name once, and the reason beside it.
        assertTrue(line.contains("bad.png,\"not a picture") && line.endsWith("\",,,,,"), line);
        assertTrue(Float.isNaN(npy[i * 5]));
        continue;
      }
      String[] cells = line.substring(line.lastIndexOf("\",,") + 3).split(",", -1);
      for (int j = 0; j < 5; j++) {
        assertEquals(Float.parseFloat(cells[j]), npy[i * 5 + j], 0);
      }
      assertTrue(names.get(i + 1).endsWith("\"\"%d\"\".png\",".formatted(i - (i > 2 ? 1 : 0))));
    }
    assertArrayEquals(
        new float[] {npy[1], npy[6], npy[16], npy[21], npy[26]},
        parquet(folder.resolve("f.parquet"), "conv:mean.1", 6));
    assertTrue(Files.readString(folder.resolve("f.npy.run.json")).contains("\"layer\" : \"conv\""));
  }

  /** Read as the format's own library has it: metadata, page header, levels, values. */
  private static float[] parquet(Path file, String column, int rows) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    FileMetaData metadata =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - length, length));
    assertEquals(rows, metadata.getNum_rows());
    for (var chunk : metadata.getRow_groups().get(0).getColumns()) {
      ColumnMetaData about = chunk.getMeta_data();
      if (about.getPath_in_schema().equals(List.of(column))) {
        ByteArrayInputStream in =
            new ByteArrayInputStream(
                bytes, (int) about.getData_page_offset(), (int) about.getTotal_uncompressed_size());
        PageHeader header = Util.readPageHeader(in);
        ByteBuffer page =
            ByteBuffer.wrap(in.readNBytes(header.getUncompressed_page_size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        page.position(4 + page.getInt(0));
        float[] values = new float[page.remaining() / 4];
        page.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
      }
    }
    throw new AssertionError("no column " + column);
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "NPY"})
  void aKilledRunsFileContinues(FeatureFormat format) throws IOException {
    String ending = format == FeatureFormat.CSV ? ".csv" : ".npy";
    extract("whole" + ending, images, false, "conv");
    extract("part" + ending, images.subList(0, 4), false, "conv");
    Path part = folder.resolve("part" + ending);
    byte[] bytes = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(bytes, bytes.length - 3)); // torn within the last row
    FeatureJob.Summary summary = extract("part" + ending, images, true, "conv");
    assertEquals(3, summary.finished());
    assertEquals(1, summary.failed());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole" + ending)), Files.readAllBytes(part));
    if (format == FeatureFormat.NPY) {
      assertEquals(
          Files.readString(folder.resolve("whole.npy.images.csv")),
          Files.readString(folder.resolve("part.npy.images.csv")));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "NPY"})
  void otherLayersDoNotContinueAFile(FeatureFormat format) throws IOException {
    String file = format == FeatureFormat.CSV ? "f.csv" : "f.npy";
    extract(file, images, false, "conv");
    byte[] before = Files.readAllBytes(folder.resolve(file));
    RefusedException e =
        assertThrows(RefusedException.class, () -> extract(file, images, true, "relu"));
    assertTrue(e.getMessage().contains("another choice of layers"), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(folder.resolve(file)));
  }

  @Test
  void aFileOfSomethingElseIsNotContinued() throws IOException {
    extract("f.csv", images, false, "conv");
    Files.writeString(folder.resolve("f.csv"), "image,score\na.jpg,0.5\n");
    RefusedException e =
        assertThrows(RefusedException.class, () -> extract("f.csv", images, true, "conv"));
    assertTrue(e.getMessage().contains("cannot be continued"), e.getMessage());
    Files.delete(folder.resolve("f.csv.run.json"));
    assertThrows(RefusedException.class, () -> extract("f.csv", images, true, "conv"));
    assertFalse(Files.readString(folder.resolve("f.csv")).contains("conv"));
  }
}
