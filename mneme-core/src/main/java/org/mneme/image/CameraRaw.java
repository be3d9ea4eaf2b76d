package org.mneme.image;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Camera raws: what a sensor measured, of which no decoder here makes a picture. Most are TIFF
 * files whose first picture is a small preview, so they must be told apart from photographs in
 * TIFF.
 */
final class CameraRaw {
  /** How those begin that are no TIFF; all characters are bytes. */
  private static final Map<String, String> HEADS =
      Map.of(
          "IIRO", "Olympus ORF",
          "IIRS", "Olympus ORF",
          "MMOR", "Olympus ORF",
          "IIU\0", "Panasonic RW2",
          "FUJIFILMCCD-RAW", "Fujifilm RAF",
          "II\u001a\0\0\0HEAPCCDR", "Canon CRW",
          "\0MRM", "Minolta MRW",
          "FOVb", "Sigma X3F");

  /** How their files' names end, in small letters. */
  static final Set<String> ENDINGS =
      PictureFiles.words(
          "cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 rwl raf pef srw 3fr fff iiq mef mos mrw",
          "x3f erf dcr kdc k25 gpr");

  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int MAKE = 271;
  private static final int LEAF_DATA = 34310;
  private static final int DNG_VERSION = 50706;

  private static final int COLOUR_FILTERS = 32803;
  private static final int LINEAR_RAW = 34892;

  private CameraRaw() {}

  /**
   * What a file that begins like this is; empty when it is no camera raw, or one in TIFF.
   *
   * @param head its first bytes, one a character
   */
  static Optional<String> byHead(String head) {
    return HEADS.entrySet().stream()
        .filter(e -> head.startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * What a TIFF file is whose directories say that it holds a sensor's values; empty for others.
   */
  private static Optional<String> inTiff(byte[] file, TiffTags first) {
    if (file.length > 10 && file[8] == 'C' && file[9] == 'R') {
      return Optional.of("Canon CR2");
    }
    boolean phaseOne = file.length > 12;
    for (int i = 8; phaseOne && i < 12; i++) {
      phaseOne = file[i] == 'I';
    }
    if (phaseOne) {
      return Optional.of("Phase One IIQ");
    }
    for (TiffTags tags : first.all()) {
      if (tags.has(DNG_VERSION)) {
        return Optional.of("DNG");
      }
      if (holdsSensorValues(tags)) {
        String make = first.text(MAKE).replaceAll("[^ -~]", "");
        return Optional.of(make.isBlank() || make.length() > 40 ? "in TIFF" : make);
      }
    }
    return Optional.empty();
  }

  private static boolean holdsSensorValues(TiffTags tags) {
    long meaning = tags.number(PHOTOMETRIC).orElse(0);
    int compression = (int) tags.number(COMPRESSION).orElse(0);
    return meaning == COLOUR_FILTERS
        || meaning == LINEAR_RAW
        || tags.has(LEAF_DATA)
        || switch (compression) {
          // Sony, Nikon's two, Samsung, Kodak, Pentax.
          case 32767, 32769, 34713, 32770, 65000, 65535 -> true;
          default -> false;
        };
  }

  /**
   * Refuses a TIFF file that is a camera raw by its directories or, whatever these say, by its
   * name: no program gives a finished picture such a name.
   */
  static void refuse(String name, byte[] file) throws Unusable {
    Optional<String> kind = TiffTags.of(file).flatMap(tags -> inTiff(file, tags));
    String ending = PictureFiles.ending(name);
    if (kind.isPresent() || ENDINGS.contains(ending)) {
      throw refused(kind.orElse("." + ending));
    }
  }

  static Unusable refused(String kind) {
    return new Unusable(
        "it is a camera raw (%s), and only a small preview in it could be scored".formatted(kind),
        "develop it to JPEG or TIFF, or give the JPEG that the camera saved beside it");
  }
}
