package org.mneme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * The name of an image in the one form that is the same on every machine: {@code /} between
 * folders, no {@code .} and no empty steps.
 */
public final class ImageId {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  private ImageId() {}

  /**
   * {@return the name in that form}
   *
   * @param written as a file has it
   * @param absolutePaths whether an absolute path is taken
   * @throws BadRow if it names no image
   */
  public static String of(String written, boolean absolutePaths) throws BadRow {
    if (written.isBlank()) {
      throw new BadRow("names no image");
    }
    if (written.indexOf(TextFile.DAMAGED) >= 0) {
      throw new BadRow(
          "image name '%s' is not UTF-8 text. Save the file as UTF-8"
              .formatted(BadRow.shown(written)));
    }
    if (written.chars().anyMatch(Character::isISOControl)) {
      throw new BadRow("image name has a control character or a line break. Is a quote missing?");
    }
    String name = written.replace('\\', '/');
    boolean absolute = name.startsWith("/") || DRIVE.matcher(name).matches();
    if (absolute && !absolutePaths) {
      throw new BadRow(
          "image '%s' is an absolute path".formatted(BadRow.shown(written)),
          Remedy.of(
              Action.ALLOW_ABSOLUTE_PATHS,
              "Name images from their folder on, or allow such paths"));
    }
    List<String> steps = new ArrayList<>();
    for (String step : name.split("/", -1)) {
      if (step.equals("..")) {
        throw new BadRow(
            "image '%s' leads out of the images' folder; '..' is not allowed"
                .formatted(BadRow.shown(written)));
      }
      if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    if (steps.isEmpty()) {
      throw new BadRow("'%s' is not the name of an image".formatted(BadRow.shown(written)));
    }
    return (name.startsWith("/") ? "/" : "") + String.join("/", steps);
  }
}
