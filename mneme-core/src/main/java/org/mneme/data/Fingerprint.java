package org.mneme.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.mneme.files.Sha256;

/**
 * Tells data from other data, the same in runs, reports, sweeps and model files, so that a run and
 * a report of the same data can be matched.
 *
 * <p>A fingerprint is {@code data1-} or {@code split1-} and 64 hexadecimal digits: the kind, the
 * version of the form below, and a SHA-256. It does not depend on the machine, its locale, the Java
 * version, where the images lie, or what else a file says of them.
 */
final class Fingerprint {
  private static final String DATA = "data1";
  private static final String SPLIT = "split1";

  private final MessageDigest sha256 = Sha256.digest();
  private final String form;

  private Fingerprint(String form) {
    this.form = form;
    add("mneme " + form + "\n");
  }

  /** The fingerprint of images and their human scores, in any order. */
  static String of(Collection<Item> items) {
    Fingerprint fingerprint = new Fingerprint(DATA);
    items.stream().sorted(Comparator.comparing(Item::id)).forEach(fingerprint::add);
    return fingerprint.text();
  }

  /**
   * The fingerprint of the images and human scores of each part, in their order: training on them
   * in another order is another training.
   */
  static String of(Split split) {
    Fingerprint fingerprint = new Fingerprint(SPLIT);
    for (Part part : List.of(Part.TRAIN, Part.VAL, Part.TEST)) {
      List<Item> items = split.part(part);
      fingerprint.add(part.label() + " " + items.size() + "\n");
      items.forEach(fingerprint::add);
    }
    return fingerprint.text();
  }

  /** The name after its length, since it may hold any character; then the score's 64 bits. */
  private void add(Item item) {
    byte[] id = item.id().getBytes(StandardCharsets.UTF_8);
    add(id.length + ":");
    sha256.update(id);
    double score = item.score() == 0 ? 0 : item.score(); // -0 is the same score
    add(" " + HexFormat.of().toHexDigits(Double.doubleToLongBits(score)) + "\n");
  }

  private void add(String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private String text() {
    return form + "-" + HexFormat.of().formatHex(sha256.digest());
  }
}
