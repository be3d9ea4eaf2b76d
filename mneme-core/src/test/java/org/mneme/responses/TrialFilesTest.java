package org.mneme.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.data.DataException;

class TrialFilesTest {
  @TempDir Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), Arrays.asList(lines));
  }

  private Trials read(TrialReading reading, String... lines) throws IOException {
    return TrialFiles.read(List.of(file("trials.csv", lines)), reading);
  }

  /** {@code WHO IMAGE first|repeat old|new lag}. */
  private static List<String> shown(Trials trials) {
    return trials.trials().stream()
        .map(
            trial ->
                "%s %s %s %s%s"
                    .formatted(
                        trial.participant(),
                        trial.image(),
                        trial.repeat() ? "repeat" : "first",
                        trial.saysOld() ? "old" : "new",
                        Double.isNaN(trial.lag()) ? "" : " " + (long) trial.lag()))
        .collect(Collectors.toList());
  }

  @Test
  void repeatsAndLagsFollowFromTheOrderOfTrials() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL,
            "subject,stimulus,trial,response",
            "s1,a.jpg,3,1",
            "s1,a.jpg,1,0",
            "s1,b.jpg,2,",
            "s1,b.jpg,9,yes",
            "s2,a.jpg,4,none");
    assertEquals(
        List.of(
            "s1 a.jpg first new",
            "s1 b.jpg first new",
            "s1 a.jpg repeat old 2",
            "s1 b.jpg repeat old 7",
            "s2 a.jpg first new"),
        shown(trials));
    assertTrue(trials.notes().toString().contains("of 5 trials the order tells"));
  }

  @Test
  void semicolonsAndDecimalCommasAreTaken() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL,
            "participant;image;repeat;response;rt",
            "p;a.jpg;0;new;0,512",
            "p;a.jpg;1;old;1,25");
    assertEquals(.512, trials.trials().get(0).responseTime());
    assertEquals(1.25, trials.trials().get(1).responseTime());
  }

  @Test
  void whatWasRightSaysWhatWasAnswered() throws IOException {
    assertEquals(
        List.of("p a.jpg first new", "p b.jpg first old", "p a.jpg repeat new 2"),
        shown(
            read(
                TrialReading.USUAL,
                "participant,image,repeat,correct",
                "p,a.jpg,0,1",
                "p,b.jpg,0,0",
                "p,a.jpg,1,0")));
  }

  @Test
  void aKeyMeansOldAndEveryOtherNew() throws IOException {
    TrialWords words =
        new TrialWords(Set.of("SPACE"), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
    assertEquals(
        List.of("p a.jpg first new", "p a.jpg repeat old 1"),
        shown(
            read(
                TrialReading.USUAL.withWords(words),
                "participant,image,response",
                "p,a.jpg,",
                "p,a.jpg,space")));
  }

  @Test
  void aRowOfBothShowingsIsTwoTrials() throws IOException {
    assertEquals(
        List.of(
            "p a.jpg first new",
            "p b.jpg first old",
            "p a.jpg repeat old 7",
            "p b.jpg repeat new 17"),
        shown(
            read(
                TrialReading.USUAL,
                "participant,image,first_response,repeat_response,first_trial,repeat_trial",
                "p,a.jpg,new,old,1,8",
                "p,b.jpg,old,new,3,20")));
    assertEquals(
        List.of("p a.jpg first new", "p a.jpg repeat old 40"),
        shown(
            read(
                TrialReading.USUAL.withMarkers("t1", "t2"),
                "participant,image,resp.t1,resp.t2,lag",
                "p,a.jpg,0,1,40")));
  }

  @Test
  void aRowOfAParticipantHasAColumnForEachPicture() throws IOException {
    assertEquals(
        List.of("p1 a.jpg first new", "p1 a.jpg repeat old", "p2 b.jpg first old"),
        shown(
            read(
                TrialReading.USUAL,
                "participant,age,a.jpg_first,a.jpg_repeat,b.jpg_first,b.jpg_repeat",
                "p1,30,0,1,,",
                "p2,40,,,1,")));
  }

  @Test
  void eachOfSeveralFilesIsAParticipant() throws IOException {
    Path one = file("anna.csv", "image,repeat,response", "a.jpg,0,0", "a.jpg,1,1");
    Path two = file("ben.csv", "image,repeat,response", "a.jpg,0,0", "a.jpg,1,0");
    assertEquals(
        List.of(
            "anna a.jpg first new",
            "anna a.jpg repeat old 1",
            "ben a.jpg first new",
            "ben a.jpg repeat new 1"),
        shown(TrialFiles.read(List.of(one, two), TrialReading.USUAL)));
  }

  /** c.jpg was seen in the false start, so it was not new any more. */
  @Test
  void aFalseStartIsLeftOutWithThePicturesThatWereSeenInIt() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL,
            "participant,trial,image,repeat,response",
            "p,1,c.jpg,0,0",
            "p,2,d.jpg,0,0",
            "p,1,a.jpg,0,0",
            "p,2,c.jpg,0,1",
            "p,3,a.jpg,1,1",
            "p,4,c.jpg,1,1");
    assertEquals(List.of("p a.jpg first new", "p a.jpg repeat old 2"), shown(trials));
    assertEquals(
        List.of(
            "false starts are left out: participant p, 2 trials from trials.csv:2 on; and 2 later"
                + " trials of pictures seen in them"),
        trials.notes());
  }

  /** Blocks without common pictures are all counted; lags are not taken across them. */
  @Test
  void blocksWhoseNumbersBeginAgainAreKept() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL,
            "participant,trial,image,repeat,response",
            "p,1,a.jpg,0,0",
            "p,2,b.jpg,0,0",
            "p,1,c.jpg,0,0",
            "p,2,a.jpg,1,1");
    assertEquals(
        List.of(
            "p a.jpg first new", "p b.jpg first new", "p c.jpg first new", "p a.jpg repeat old"),
        shown(trials));
  }

  @Test
  void laterRepeatsCountOnlyWhereTheyAreWanted() throws IOException {
    String[] lines = {
      "participant,image,response", "p,a.jpg,0", "p,a.jpg,1", "p,b.jpg,0", "p,a.jpg,1"
    };
    Trials usual = read(TrialReading.USUAL, lines);
    assertEquals(3, usual.trials().size());
    assertTrue(usual.notes().toString().contains("1 third or later showings"));
    List<String> all = shown(read(TrialReading.USUAL.withAllRepeats(true), lines));
    assertEquals("p a.jpg repeat old 2", all.get(3));
  }

  @Test
  void shortLagsAreVigilanceWhereThatIsSaid() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL.withVigilanceLag(2),
            "participant,image,response",
            "p,a.jpg,0",
            "p,v.jpg,0",
            "p,v.jpg,1",
            "p,a.jpg,1");
    assertEquals(
        List.of("TARGET", "VIGILANCE", "VIGILANCE", "TARGET"),
        trials.trials().stream().map(trial -> trial.kind().name()).toList());
  }

  @Test
  void quickAndUnrecordedAnswersAreLeftOutAndCounted() throws IOException {
    Trials trials =
        read(
            TrialReading.USUAL.withFastest(150),
            "participant,image,response,rt",
            "p,a.jpg,0,",
            "p,b.jpg,1,90",
            "p,c.jpg,NA,NA",
            "p,a.jpg,1,600");
    assertEquals(List.of("p a.jpg first new", "p a.jpg repeat old 3"), shown(trials));
    assertTrue(
        trials
            .notes()
            .containsAll(
                List.of(
                    "1 responses quicker than 150 are left out",
                    "1 trials without a recorded answer are left out")),
        trials.notes().toString());
  }

  /** Practice and study trials count nothing, but their pictures were seen. */
  @Test
  void aPictureOfTheStudyPhaseIsOldInTheTest() throws IOException {
    assertEquals(
        List.of("p a.jpg repeat old 1", "p b.jpg first new"),
        shown(
            read(
                TrialReading.USUAL,
                "participant,image,kind,response",
                "p,,practice,x",
                "p,a.jpg,study,",
                "p,a.jpg,test,old",
                "p,b.jpg,test,new")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p,a.jpg,target,0,maybe|response 'maybe' is neither old (1, fa,",
        "p,a.jpg,target,perhaps,1|repeat 'perhaps' is neither yes",
        "p,a.jpg,lure,0,1|kind 'lure' is none of target",
        "p,,target,0,1|names no image",
        ",a.jpg,target,0,1|names no participant",
        "p,a.jpg,target,0|4 cells where the first line has 5 columns",
        "p,x.jpg,target,0,1|image 'x.jpg' is shown to participant 'p' for the first time, but was shown before, at line 2"
      })
  void aBadRowIsOneLineWithItsNumber(String row, String what) throws IOException {
    String[] lines = {"participant,image,kind,repeat,response", "p,x.jpg,target,0,0", row};
    DataException e = assertThrows(DataException.class, () -> read(TrialReading.USUAL, lines));
    assertTrue(e.getMessage().contains("trials.csv:3: " + what), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    Trials rest = read(TrialReading.USUAL.withSkipBad(true), lines);
    assertEquals(1, rest.trials().size());
    assertEquals(1, rest.problems().size());
  }

  @Test
  void aTrialThatIsThereTwiceIsABadRow() throws IOException {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                read(
                    TrialReading.USUAL,
                    "participant,trial,image,repeat,response",
                    "p,1,a.jpg,0,0",
                    "p,2,b.jpg,0,0",
                    "p,2,b.jpg,0,0"));
    assertTrue(
        e.getMessage()
            .contains("trials.csv:4: trial 2 of participant 'p' is there twice: first at line 3"),
        e.getMessage());
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    DataException e =
        assertThrows(
            DataException.class,
            () -> read(TrialReading.USUAL, "participant,image,said", "p,a.jpg,1"));
    assertTrue(e.getMessage().contains("trials.csv:1: no response column"), e.getMessage());
  }
}
