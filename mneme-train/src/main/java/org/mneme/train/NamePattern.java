package org.mneme.train;

import java.util.regex.Pattern;

/**
 * Tensors of a network by name. {@code *} stands for any characters, {@code ?} for one; a pattern
 * that matches up to a dot takes all below: {@code features} is {@code features.conv1.weight} and
 * the rest of the branch, {@code conv?} is {@code conv1.weight} to {@code conv9.bias}.
 *
 * @param glob letters that must be there, with {@code *} and {@code ?}
 */
public record NamePattern(String glob) {
  /**
   * Checks the pattern.
   *
   * @param glob letters that must be there, with {@code *} and {@code ?}
   * @throws IllegalArgumentException if it is blank
   */
  public NamePattern {
    if (glob.isBlank()) {
      throw new IllegalArgumentException("a pattern of tensor names is empty; write * for all");
    }
  }

  /**
   * {@return whether it takes the tensor of this checkpoint name}
   *
   * @param tensor such as {@code features.conv1.weight}
   */
  public boolean matches(String tensor) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.matches(regex + "(\\..*)?", tensor);
  }

  @Override
  public String toString() {
    return glob;
  }
}
