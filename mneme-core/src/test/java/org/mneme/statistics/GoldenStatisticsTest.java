package org.mneme.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mneme.golden.Shared;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/**
 * Against NumPy 2.4.6 and SciPy 1.17.1: golden/statistics.csv, made by the script beside it.
 * Tolerance 1e-9 of the value, or of 1 where it is smaller: sums and the Fourier transform are
 * taken in another order.
 */
class GoldenStatisticsTest {
  private static final double TOLERANCE = 1e-9;

  @TestFactory
  Stream<DynamicTest> everyStatisticIsNumPys() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setCommentMarker('#')
            .setHeader()
            .setSkipHeaderRecord(true)
            .get();
    try (Reader in =
            new InputStreamReader(
                Objects.requireNonNull(
                    GoldenStatisticsTest.class.getResourceAsStream("/golden/statistics.csv")),
                StandardCharsets.UTF_8);
        CSVParser rows = format.parse(in)) {
      for (CSVRecord row : rows) {
        tests.add(DynamicTest.dynamicTest(row.get("picture"), () -> assertSame(row)));
      }
    }
    assertTrue(tests.size() > 20);
    return tests.stream();
  }

  private static void assertSame(CSVRecord row) throws IOException {
    ImageStatistics found;
    if (row.get("factors").isEmpty()) {
      Path file = Shared.path("data/" + row.get("picture"));
      found = ImageStatistics.of(file, ImageLimits.DEFAULT);
    } else {
      found = ImageStatistics.of(drawn(row));
    }
    for (Statistic statistic : Statistic.values()) {
      if (statistic != Statistic.ASPECT) {
        String cell = row.get(statistic.column());
        double expected = cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
        double tolerance = TOLERANCE * Math.max(1, Math.abs(expected));
        assertEquals(
            expected,
            statistic.of(found),
            Double.isNaN(expected) ? TOLERANCE : tolerance,
            statistic.column());
      }
    }
    assertEquals((double) found.width() / found.height(), Statistic.ASPECT.of(found));
    assertEquals(row.get("hash"), found.hash().toString());
  }

  private static Rgb drawn(CSVRecord row) {
    int width = Integer.parseInt(row.get("width"));
    int height = Integer.parseInt(row.get("height"));
    String[] factors = row.get("factors").split(" ", -1);
    byte[] pixels = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < 3; k++) {
          long value =
              (long) Integer.parseInt(factors[0]) * x * (k + 1)
                  + (long) Integer.parseInt(factors[1]) * y
                  + (long) Integer.parseInt(factors[2]) * x * y
                  + 50L * k
                  + 20;
          pixels[3 * (y * width + x) + k] = (byte) (value % 256);
        }
      }
    }
    return Rgb.wrap(width, height, pixels);
  }
}
