package org.mneme.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * The rows that an interrupted file already has.
 *
 * <p>A row is done when its line end is there; an unfinished last row is cut off the file and its
 * image scored again. Images that failed are done as well. A name that is asked for twice is done
 * when it is there twice. For one thread.
 */
public final class FinishedRows {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_ROW_BYTES = 1 << 20;

  private final Path file;
  private final RowFormat format;
  private final NameCounts names = new NameCounts();
  private final boolean sure;
  private boolean hasHeader;
  private long scored;
  private long failed;

  private FinishedRows(Path file, RowFormat format, boolean sure) {
    this.file = file;
    this.format = format;
    this.sure = sure;
    this.hasHeader = format.header().isEmpty();
  }

  /**
   * None: of no file, or one that is written anew.
   *
   * @return holds no image as finished
   */
  public static FinishedRows none() {
    return new FinishedRows(Path.of(""), RowFormat.CSV, false);
  }

  /**
   * Reads the rows of a file that {@link PredictionFile} wrote and cuts off an unfinished one; a
   * file that does not exist has none.
   *
   * @param file that an earlier run wrote; need not exist
   * @param format of the file
   * @return its whole rows
   * @throws PredictionException if the file is something else; it is then left as it was
   */
  public static FinishedRows of(Path file, RowFormat format) throws IOException {
    return of(file, format, false);
  }

  /**
   * Reads the rows of a model that may tell how sure it is.
   *
   * @param file that an earlier run wrote; need not exist
   * @param format of the file
   * @param sure whether the model tells how sure it is
   * @return its whole rows
   * @throws PredictionException if the file is something else; it is then left as it was
   */
  public static FinishedRows of(Path file, RowFormat format, boolean sure) throws IOException {
    FinishedRows finished = new FinishedRows(file, format, sure);
    if (Files.exists(file)) {
      long whole = finished.readWholeRows();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
    return finished;
  }

  /** Whether the file still lacks what comes before the first row. */
  boolean needsHeader() {
    return !hasHeader;
  }

  /** {@return how many rows have a score} */
  public long scored() {
    return scored;
  }

  /** {@return how many rows have an error} */
  public long failed() {
    return failed;
  }

  /**
   * {@return whether this image has a row; each row answers for one time that the image is asked
   * for}
   *
   * @param image as the caller names it
   */
  public boolean take(Path image) {
    return names.remove(image.toString());
  }

  /** Returns where the last whole row ends. */
  private long readWholeRows() throws IOException {
    long end = 0;
    long line = 1;
    boolean quoted = false;
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        row.write(b);
        quoted ^= b == '"' && format == RowFormat.CSV;
        if (b == '\n' && !quoted) {
          read(row.toString(StandardCharsets.UTF_8), line++);
          end += row.size();
          row.reset();
        } else if (row.size() > MAX_ROW_BYTES) {
          throw foreign(line, null);
        }
      }
    }
    return end;
  }

  private void read(String row, long line) throws IOException {
    if (!hasHeader) {
      if (!row.strip().equals(format.header(sure).strip())) {
        throw foreign(line, null);
      }
      hasHeader = true;
    } else if (format == RowFormat.CSV) {
      readCsv(row, line);
    } else {
      readJson(row, line);
    }
  }

  private void readCsv(String row, long line) throws IOException {
    try (CSVParser parser = CSVParser.parse(row, RowFormat.RECORDS)) {
      // Read from memory: only the row itself can be at fault.
      CSVRecord record = parser.getRecords().get(0);
      if (record.size() != (sure ? 6 : 3)) {
        throw new IllegalArgumentException("%d columns".formatted(record.size()));
      }
      String score = record.get(1);
      if (!score.isEmpty()) {
        Float.parseFloat(score);
      }
      add(record.get(0), score.isEmpty());
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw foreign(line, e);
    }
  }

  private void readJson(String row, long line) throws IOException {
    try {
      JsonNode record = JSON.readTree(row);
      JsonNode score = record.path(RowFormat.SCORE);
      if (!record.path(RowFormat.IMAGE).isTextual() || !(score.isNumber() || score.isNull())) {
        throw foreign(line, null);
      }
      add(record.path(RowFormat.IMAGE).textValue(), score.isNull());
    } catch (JsonProcessingException e) {
      throw foreign(line, e);
    }
  }

  private void add(String image, boolean failure) {
    names.add(image);
    if (failure) {
      failed++;
    } else {
      scored++;
    }
  }

  private PredictionException foreign(long line, @Nullable Exception cause) {
    return new PredictionException(
        "%s: row %d is not a score that Mneme wrote, so the file cannot be continued"
            .formatted(file, line),
        cause,
        Remedy.of(Action.WRITE_ANEW, "Take another file, or write this one anew"));
  }
}
