package org.mneme.responses;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.files.WholeFile;

/**
 * Writes a report as CSV files: UTF-8, numbers to the last digit with a decimal point, an empty
 * cell for what is not known.
 *
 * <ul>
 *   <li>{@code scores.csv}: a row is a picture; the column {@code score} is what evaluating and
 *       adapting read.
 *   <li>{@code halves.csv}: the scores by the halves of all participants, from which an evaluation
 *       has human consistency. Only pictures of which every half has a score.
 *   <li>{@code reliability.csv}: the curve of reliability.
 *   <li>{@code participants.csv}: a row is a participant, with why some are left out.
 * </ul>
 */
public final class ResponseFiles {
  private ResponseFiles() {}

  /**
   * Writes the files; each appears whole or not at all, in the place of an older one.
   *
   * @param report what is written
   * @param folder made if it is not there
   * @return the files
   * @throws IOException if one cannot be written
   */
  public static List<Path> write(ResponseReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    files.add(write(folder.resolve("scores.csv"), out -> scores(report, out)));
    if (report.reliability().isPresent()) {
      Reliability reliability = report.reliability().get();
      files.add(write(folder.resolve("halves.csv"), out -> halves(report, out)));
      files.add(write(folder.resolve("reliability.csv"), out -> curve(reliability, out)));
    }
    files.add(write(folder.resolve("participants.csv"), out -> participants(report, out)));
    return files;
  }

  /** Rows of a file. */
  @FunctionalInterface
  private interface Rows {
    void write(CSVPrinter out) throws IOException;
  }

  private static Path write(Path file, Rows rows) throws IOException {
    WholeFile.writeText(file, text -> rows.write(printer(text)));
    return file;
  }

  private static CSVPrinter printer(Writer text) throws IOException {
    return new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
  }

  private static String cell(double number) {
    return Double.isNaN(number) ? "" : String.valueOf(number);
  }

  private static void scores(ResponseReport report, CSVPrinter out) throws IOException {
    boolean lagged = report.lag().isPresent();
    out.print("image");
    out.print("score");
    for (String count : List.of("hits", "misses", "false_alarms", "correct_rejections")) {
      out.print(count);
    }
    for (String figure : List.of("hit_rate", "false_alarm_rate", "corrected", "d_prime")) {
      out.print(figure);
      out.print(figure + "_low");
      out.print(figure + "_high");
    }
    out.print("criterion");
    out.print("a_prime");
    if (lagged) {
      out.print("hit_rate_at_common_lag");
    }
    out.println();
    for (PictureMemory picture : report.pictures()) {
      out.print(picture.image());
      out.print(cell(report.score(picture)));
      out.print(picture.hits());
      out.print(picture.misses());
      out.print(picture.falseAlarms());
      out.print(picture.correctRejections());
      figure(picture.hitRate(), picture.hitRateInterval(), out);
      figure(picture.falseAlarmRate(), picture.falseAlarmInterval(), out);
      figure(picture.corrected(), picture.correctedInterval(), out);
      figure(picture.dPrime(), picture.dPrimeInterval(), out);
      out.print(cell(picture.criterion()));
      out.print(cell(picture.aPrime()));
      if (lagged) {
        out.print(cell(picture.laggedHitRate()));
      }
      out.println();
    }
  }

  private static void figure(double figure, Interval interval, CSVPrinter out) throws IOException {
    out.print(cell(figure));
    out.print(cell(interval.low()));
    out.print(cell(interval.high()));
  }

  private static void halves(ResponseReport report, CSVPrinter out) throws IOException {
    List<double[]> halves = report.halves();
    out.print("image");
    for (int i = 0; i < halves.size(); i++) {
      out.print("split%d_%s".formatted(i / 2 + 1, i % 2 == 0 ? "a" : "b"));
    }
    out.println();
    for (int p = 0; p < report.pictures().size(); p++) {
      int at = p;
      if (halves.stream().noneMatch(half -> Double.isNaN(half[at]))) {
        out.print(report.pictures().get(p).image());
        for (double[] half : halves) {
          out.print(half[p]);
        }
        out.println();
      }
    }
  }

  private static void curve(Reliability reliability, CSVPrinter out) throws IOException {
    out.printRecord(
        "responses",
        "participants",
        "pictures",
        "spearman",
        "least",
        "most",
        "pearson",
        "spearman_brown");
    for (ReliabilityPoint point : reliability.curve()) {
      out.printRecord(
          point.responses(),
          point.participants(),
          point.pictures(),
          cell(point.spearman()),
          cell(point.least()),
          cell(point.most()),
          cell(point.pearson()),
          cell(point.expected()));
    }
  }

  private static void participants(ResponseReport report, CSVPrinter out) throws IOException {
    out.printRecord(
        "participant",
        "left_out",
        "why",
        "trials",
        "hits",
        "repeats",
        "hit_rate",
        "false_alarms",
        "first_showings",
        "false_alarm_rate",
        "d_prime",
        "vigilance_hits",
        "vigilance_repeats",
        "vigilance_hit_rate",
        "median_response_time");
    for (Participant who : report.participants()) {
      out.printRecord(
          who.name(),
          who.isExcluded() ? "yes" : "no",
          String.join("; ", who.reasons()),
          who.trials(),
          who.hits(),
          who.repeats(),
          cell(who.hitRate()),
          who.falseAlarms(),
          who.firsts(),
          cell(who.falseAlarmRate()),
          cell(who.dPrime()),
          who.vigilanceHits(),
          who.vigilanceRepeats(),
          cell(who.vigilanceHitRate()),
          cell(who.medianResponseTime()));
    }
  }
}
