package org.mneme.explain;

/**
 * What stands in the place of a hidden part of a picture. There is no neutral one: whatever it is,
 * the network has an opinion of it, so a map is drawn for a fill.
 */
public enum Fill {
  /** The picture itself, blurred until its things cannot be told. */
  BLUR("a blur of the picture"),
  /** The mean colour of the picture. */
  MEAN("the picture's mean colour"),
  /** The colours around the hidden part, drawn into it, with noise as strong as the detail. */
  NOISE("the colours around it with noise");

  private final String words;

  Fill(String words) {
    this.words = words;
  }

  /** {@return what it is, for people, such as "a blur of the picture"} */
  public String describe() {
    return words;
  }
}
