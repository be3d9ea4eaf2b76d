package org.mneme.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.responses.TrialColumns;
import org.mneme.responses.TrialColumns.Role;
import org.mneme.responses.TrialReading;
import org.mneme.responses.TrialWords;
import picocli.CommandLine.Option;

/** How files of trials are read. */
final class TrialFlags {
  @Option(
      names = "--participant-column",
      paramLabel = "NAME",
      description =
          "Column of participants. Default: participant, subject or similar; of several files"
              + " without it, each is a participant.")
  private @Nullable String participant;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "Column of images' names. Default: image, file, stimulus or similar.")
  private @Nullable String image;

  @Option(
      names = "--trial-column",
      paramLabel = "NAME",
      description =
          "Column of trial numbers. Default: trial, trial_index or similar, else the order of the"
              + " rows.")
  private @Nullable String trial;

  @Option(
      names = "--repeat-column",
      paramLabel = "NAME",
      description =
          "Column that says whether the image is a repeat. Default: repeat, old or similar, else"
              + " by the order of the trials.")
  private @Nullable String repeat;

  @Option(
      names = "--showing-column",
      paramLabel = "NAME",
      description = "Column that counts an image's showings: 1, 2. Default: showing or similar.")
  private @Nullable String showing;

  @Option(
      names = "--response-column",
      paramLabel = "NAME",
      description = "Column of responses. Default: response, answer, key or similar.")
  private @Nullable String response;

  @Option(
      names = "--correct-column",
      paramLabel = "NAME",
      description =
          "Column that says whether the response was right, used where there is no response."
              + " Default: correct or accuracy.")
  private @Nullable String correct;

  @Option(
      names = "--kind-column",
      paramLabel = "NAME",
      description =
          "Column of kinds: target, filler, vigilance, practice. Default: kind or similar; without"
              + " it every image is a target.")
  private @Nullable String kind;

  @Option(
      names = "--lag-column",
      paramLabel = "NAME",
      description = "Column of lags, in trials. Default: lag, else by the order of the trials.")
  private @Nullable String lag;

  @Option(
      names = "--response-time-column",
      paramLabel = "NAME",
      description = "Column of response times. Default: rt, response_time or similar.")
  private @Nullable String responseTime;

  @Option(
      names = "--old-response",
      paramLabel = "VALUE",
      description =
          "Response that says \"seen before\", such as a key; every other then says \"new\". May be"
              + " repeated. Default: old, yes, 1 or similar.")
  private List<String> oldResponses = List.of();

  @Option(
      names = "--new-response",
      paramLabel = "VALUE",
      description =
          "Response that says \"new\". May be repeated. Default: new, no, 0, nothing or similar.")
  private List<String> newResponses = List.of();

  @Option(
      names = "--target",
      paramLabel = "VALUE",
      description = "Kind of the images that are measured. May be repeated. Default: target.")
  private List<String> targets = List.of();

  @Option(
      names = "--filler",
      paramLabel = "VALUE",
      description = "Kind of the images between them. May be repeated. Default: filler.")
  private List<String> fillers = List.of();

  @Option(
      names = "--vigilance",
      paramLabel = "VALUE",
      description = "Kind of the images repeated soon. May be repeated. Default: vigilance, catch.")
  private List<String> vigilance = List.of();

  @Option(
      names = "--practice",
      paramLabel = "VALUE",
      description =
          "Kind of trials that are not counted. May be repeated. Default: practice, study.")
  private List<String> ignored = List.of();

  @Option(
      names = "--vigilance-lag",
      paramLabel = "N",
      description = "Take images that come back within N trials as vigilance trials.")
  private double vigilanceLag;

  @Option(
      names = "--first-marker",
      paramLabel = "WORD",
      description =
          "What columns of first showings in a wide table begin or end with. Default: first.")
  private String firstMarker = TrialReading.USUAL.firstMarker();

  @Option(
      names = "--repeat-marker",
      paramLabel = "WORD",
      description = "What columns of repeats in a wide table begin or end with. Default: repeat.")
  private String repeatMarker = TrialReading.USUAL.repeatMarker();

  @Option(
      names = "--all-repeats",
      description = "Count an image's later repeats too, instead of the first alone.")
  private boolean allRepeats;

  @Option(
      names = "--fastest-response",
      paramLabel = "TIME",
      description = "Leave out responses quicker than this, in the file's own unit.")
  private double fastest;

  @Option(names = "--skip-bad", description = "Leave out and count bad rows instead of stopping.")
  private boolean skipBad;

  /**
   * How the files are read.
   *
   * @throws IllegalArgumentException if the flags contradict each other
   */
  TrialReading reading() {
    TrialColumns columns = TrialColumns.USUAL;
    columns = named(columns, Role.PARTICIPANT, participant);
    columns = named(columns, Role.IMAGE, image);
    columns = named(columns, Role.TRIAL, trial);
    columns = named(columns, Role.REPEAT, repeat);
    columns = named(columns, Role.SHOWING, showing);
    columns = named(columns, Role.RESPONSE, response);
    columns = named(columns, Role.CORRECT, correct);
    columns = named(columns, Role.KIND, kind);
    columns = named(columns, Role.LAG, lag);
    columns = named(columns, Role.RESPONSE_TIME, responseTime);
    return TrialReading.USUAL
        .withColumns(columns)
        .withWords(
            new TrialWords(
                Set.copyOf(oldResponses),
                Set.copyOf(newResponses),
                Set.copyOf(targets),
                Set.copyOf(fillers),
                Set.copyOf(vigilance),
                Set.copyOf(ignored)))
        .withMarkers(firstMarker, repeatMarker)
        .withAllRepeats(allRepeats)
        .withVigilanceLag(vigilanceLag)
        .withFastest(fastest)
        .withSkipBad(skipBad);
  }

  private static TrialColumns named(TrialColumns columns, Role role, @Nullable String name) {
    return name == null ? columns : columns.with(role, name);
  }
}
