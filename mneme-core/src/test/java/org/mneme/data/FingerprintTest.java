package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final Item A = item("a.png", .5, "one");
  private static final Item B = item("b.png", .25, "one");

  private static Item item(String id, double score, String folder) {
    Path file = Path.of(folder, "scores.csv");
    return new Item(folder, id, Path.of(folder, id), score, null, null, null, null, file, 2);
  }

  private static DataSet set(String name, Item... items) {
    return new DataSet(name, DataFormat.CSV, List.of(items), List.of());
  }

  /**
   * The stored form: runs and reports keep it for years. By hand with Python: hashlib.sha256(
   * b"mneme data1\n5:a.png 3fe0000000000000\n5:b.png 3fd0000000000000\n").
   */
  @Test
  void theFormStaysAsItIs() {
    assertEquals(
        "data1-ec8163819f7321c052e5f8a7cd73353d924103bc032dc8791e9095ecdb0f86b2",
        set("one", A, B).fingerprint());
    assertEquals(
        "split1-ef37c66d4dc387b92195367c2979c3b2f606bcfea5bd24c018f94f23d9eb6fae",
        new Split(List.of(A), List.of(), List.of(B)).fingerprint());
  }

  @Test
  void dataAreTheSameWhereverTheyLieAndInAnyOrder() {
    String known = set("one", A, B).fingerprint();
    assertEquals(
        known, set("two", item("b.png", .25, "two"), item("a.png", .5, "x")).fingerprint());
    assertEquals(known, set("one", A.withPart(Part.TEST), B).fingerprint());
    assertNotEquals(known, set("one", A, item("b.png", .26, "one")).fingerprint());
    assertNotEquals(known, set("one", A, item("c.png", .25, "one")).fingerprint());
    assertNotEquals(known, set("one", A).fingerprint());
  }

  @Test
  void aSplitIsAnotherWithOtherSidesOrAnotherOrder() {
    String known = new Split(List.of(A, B), List.of(), List.of()).fingerprint();
    assertNotEquals(known, new Split(List.of(B, A), List.of(), List.of()).fingerprint());
    assertNotEquals(known, new Split(List.of(A), List.of(B), List.of()).fingerprint());
  }

  /** Names that hold what stands between names and scores. */
  @Test
  void namesCannotImitateOtherRows() {
    Item both = item("a.png 3fe0000000000000\n5:b.png", .25, "one");
    assertNotEquals(set("one", A, B).fingerprint(), set("one", both).fingerprint());
  }

  @Test
  void zeroHasNoSign() {
    assertEquals(
        set("one", item("a", 0.0, "x")).fingerprint(),
        set("one", item("a", -0.0, "x")).fingerprint());
  }

  @Test
  void theLocaleHasNoPartInIt() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      String root = new Split(List.of(A), List.of(B), List.of()).fingerprint();
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertEquals(root, new Split(List.of(A), List.of(B), List.of()).fingerprint());
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
