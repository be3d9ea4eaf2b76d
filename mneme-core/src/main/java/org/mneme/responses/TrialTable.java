package org.mneme.responses;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.data.BadRow;
import org.mneme.data.CsvTable;
import org.mneme.data.DataException;
import org.mneme.data.ImageId;
import org.mneme.data.Problems;
import org.mneme.responses.TrialColumns.Role;

/** One file of trials, long or wide; see {@link TrialFiles}. */
final class TrialTable {
  private static final List<String> JOINTS = List.of("_", ".", "-", " ");
  private static final int NONE = -1;

  private final CsvTable table;
  private final TrialReading reading;
  private final int participant;
  private final String participantOfFile;
  private final List<TrialRow> rows;

  /** Rows so far of a participant, whose number is the order where no column has one. */
  private final Map<String, Integer> seen = new HashMap<>();

  /** One text for the same name in a million rows. */
  private final Map<String, String> names = new HashMap<>();

  private TrialTable(CsvTable table, int participant, TrialReading reading, List<TrialRow> rows) {
    this.table = table;
    this.participant = participant;
    this.reading = reading;
    this.rows = rows;
    String name = String.valueOf(table.file().getFileName());
    int dot = name.lastIndexOf('.');
    this.participantOfFile = dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Reads a file.
   *
   * @param oneOfMany whether the file's name may name the participant
   * @param rows takes the trials
   */
  static void read(
      Path file, boolean oneOfMany, TrialReading reading, Problems problems, List<TrialRow> rows)
      throws IOException {
    try (CsvTable table = CsvTable.open(file, reading.columns().allNames())) {
      int participant = column(table, reading, Role.PARTICIPANT, !oneOfMany);
      TrialTable trials = new TrialTable(table, participant, reading, rows);
      Layout layout = trials.layout();
      while (table.next()) {
        try {
          table.checkWidth();
          layout.readRow();
        } catch (BadRow e) {
          problems.error(table.file(), table.line(), e);
        }
      }
    }
  }

  /** Makes trials of a row. */
  @FunctionalInterface
  private interface Layout {
    void readRow() throws BadRow;
  }

  private Layout layout() throws DataException {
    Cells all = cells(this::column);
    int image = column(Role.IMAGE);
    if (all.isAnswered()) {
      int needed = column(table, reading, Role.IMAGE, true);
      return () -> add(needed, all, null);
    }
    Cells first = cells(role -> marked(role, reading.firstMarker()));
    Cells repeat = cells(role -> marked(role, reading.repeatMarker()));
    if (image != NONE && repeat.isAnswered()) {
      return () -> {
        if (first.isAnswered()) {
          add(image, first.withKind(all.kind), false);
        }
        add(image, repeat.withKind(all.kind).withLag(all.lag), true);
      };
    }
    List<Picture> pictures = pictures();
    if (image == NONE && !pictures.isEmpty()) {
      return () -> readPictures(pictures);
    }
    column(table, reading, Role.IMAGE, true);
    column(table, reading, Role.RESPONSE, true);
    throw new IllegalStateException("there is a response column, which was not found before");
  }

  /**
   * The columns of a trial's row; {@link #NONE} for those that are not there.
   *
   * @param response what was said, or
   * @param correct whether that was right
   */
  private record Cells(
      int trial,
      int repeat,
      int showing,
      int response,
      int correct,
      int kind,
      int lag,
      int responseTime) {
    boolean isAnswered() {
      return response != NONE || correct != NONE;
    }

    Cells withKind(int other) {
      return new Cells(trial, repeat, showing, response, correct, other, lag, responseTime);
    }

    Cells withLag(int other) {
      return lag == NONE
          ? new Cells(trial, repeat, showing, response, correct, kind, other, responseTime)
          : this;
    }
  }

  /** Finds a column. */
  @FunctionalInterface
  private interface Finder {
    int find(Role role) throws DataException;
  }

  private static Cells cells(Finder finder) throws DataException {
    int response = finder.find(Role.RESPONSE);
    return new Cells(
        finder.find(Role.TRIAL),
        finder.find(Role.REPEAT),
        finder.find(Role.SHOWING),
        response,
        response == NONE ? finder.find(Role.CORRECT) : NONE,
        finder.find(Role.KIND),
        finder.find(Role.LAG),
        finder.find(Role.RESPONSE_TIME));
  }

  private int column(Role role) throws DataException {
    // In a wide table the named columns may be there only with a marker.
    String name = reading.columns().name(role);
    boolean there = table.header().stream().anyMatch(each -> each.equalsIgnoreCase(name));
    if (name != null && !there && marked(role, reading.repeatMarker()) != NONE) {
      return NONE;
    }
    return column(table, reading, role, false);
  }

  private static int column(CsvTable table, TrialReading reading, Role role, boolean needed)
      throws DataException {
    return table.column(role.label(), reading.columns().name(role), role.usual(), needed);
  }

  private int marked(Role role, String marker) throws DataException {
    List<String> names =
        reading.columns().names(role).stream()
            .flatMap(
                name ->
                    JOINTS.stream()
                        .flatMap(joint -> Stream.of(marker + joint + name, name + joint + marker)))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    return table.column(role.label(), null, names, false);
  }

  /** A column of responses to one picture. */
  private record Picture(String image, int column, boolean repeat) {}

  private List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>();
    List<String> header = table.header();
    for (int i : IntStream.range(0, header.size()).filter(i -> i != participant).toArray()) {
      for (boolean repeat : List.of(false, true)) {
        String marker = repeat ? reading.repeatMarker() : reading.firstMarker();
        Optional<String> image = image(header.get(i), marker);
        if (image.isPresent()) {
          pictures.add(new Picture(image.get(), i, repeat));
          break;
        }
      }
    }
    return pictures;
  }

  private static Optional<String> image(String column, String marker) {
    for (String joint : JOINTS) {
      int end = column.length() - marker.length() - joint.length();
      if (end > 0 && column.regionMatches(true, end, joint + marker, 0, column.length() - end)) {
        return Optional.of(column.substring(0, end).strip());
      }
      int start = marker.length() + joint.length();
      if (column.length() > start && column.regionMatches(true, 0, marker + joint, 0, start)) {
        return Optional.of(column.substring(start).strip());
      }
    }
    return Optional.empty();
  }

  private void readPictures(List<Picture> pictures) throws BadRow {
    List<TrialRow> some = new ArrayList<>();
    String who = participant();
    for (Picture picture : pictures) {
      String text = table.get(picture.column);
      if (!text.isEmpty()) {
        String image = ImageId.of(picture.image, true);
        some.add(
            row(
                who,
                image,
                picture.repeat ? 2 : 1, // every first showing comes before every repeat
                Trial.Kind.TARGET,
                picture.repeat,
                reading.words().answer(text),
                Double.NaN,
                Double.NaN,
                true,
                false));
      }
    }
    rows.addAll(some); // none of a row that turned out bad
  }

  private void add(int imageColumn, Cells cells, @Nullable Boolean repeat) throws BadRow {
    String who = participant();
    int number = seen.merge(who, 1, Integer::sum);
    Trial.Kind kind =
        cells.kind == NONE ? Trial.Kind.TARGET : reading.words().kind(table.get(cells.kind));
    if (kind == Trial.Kind.IGNORED) {
      addIgnored(who, number, table.get(imageColumn), repeat == null || cells.trial != NONE);
      return;
    }
    String image = names.computeIfAbsent(ImageId.of(table.get(imageColumn), true), each -> each);
    boolean known = repeat != null || cells.repeat != NONE || cells.showing != NONE;
    boolean repeated =
        repeat != null
            ? repeat
            : cells.repeat != NONE
                ? reading.words().repeat(table.get(cells.repeat))
                : cells.showing != NONE && showing(cells.showing) > 1;
    double lag = optional(cells.lag);
    if (lag <= 0 && repeated) {
      throw new BadRow("the lag of a repeat must be above 0, not " + table.get(cells.lag));
    }
    rows.add(
        row(
            who,
            image,
            cells.trial == NONE ? number : table.number(cells.trial),
            kind,
            repeated,
            answer(cells, repeated, known),
            repeated && lag > 0 ? lag : Double.NaN,
            optional(cells.responseTime),
            known,
            repeat == null || cells.trial != NONE));
  }

  /** Only the picture matters in a trial that is not counted, as it was seen then. */
  private void addIgnored(String who, int number, String image, boolean ordered) throws BadRow {
    if (!image.isEmpty()) {
      String id = names.computeIfAbsent(ImageId.of(image, true), each -> each);
      rows.add(
          row(
              who,
              id,
              number,
              Trial.Kind.IGNORED,
              false,
              Trial.Answer.MISSING,
              Double.NaN,
              Double.NaN,
              false,
              ordered));
    }
  }

  private double showing(int column) throws BadRow {
    double showing = table.number(column);
    if (showing < 1 || showing != Math.rint(showing)) {
      throw new BadRow("showings are counted from 1, not " + table.get(column));
    }
    return showing;
  }

  /** A number that may be absent. */
  private double optional(int column) throws BadRow {
    String text = table.get(column);
    return text.matches("|(?i:nan?|n/a|none|null)") ? Double.NaN : table.number(column);
  }

  private Trial.Answer answer(Cells cells, boolean repeated, boolean known) throws BadRow {
    if (cells.response != NONE) {
      return reading.words().answer(table.get(cells.response));
    }
    if (!known) {
      throw new BadRow(
          "whether an answer is correct says something only of a row that says whether the image"
              + " is repeated");
    }
    Optional<Boolean> correct = reading.words().correct(table.get(cells.correct));
    return correct
        .map(right -> right == repeated ? Trial.Answer.OLD : Trial.Answer.NEW)
        .orElse(Trial.Answer.MISSING);
  }

  private String participant() throws BadRow {
    String name = participant == NONE ? participantOfFile : table.get(participant);
    if (name.isEmpty()) {
      throw new BadRow("names no participant");
    }
    return names.computeIfAbsent(name, each -> each);
  }

  private TrialRow row(
      String who,
      String image,
      double order,
      Trial.Kind kind,
      boolean repeat,
      Trial.Answer answer,
      double lag,
      double responseTime,
      boolean repeatKnown,
      boolean orderKnown) {
    return new TrialRow(
        new Trial(
            who, image, order, kind, repeat, answer, lag, responseTime, table.file(), table.line()),
        repeatKnown,
        orderKnown);
  }
}
