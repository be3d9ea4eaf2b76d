package org.mneme.train;

import java.util.regex.Pattern;

/**
 * Tensors of a network by name. {@code *} stands for any characters, {@code ?} for one; a pattern
 * that matches up to a dot takes all below: {@code features} is {@code features.conv1.weight} and
 * the rest of the branch, {@code conv?} is {@code conv1.weight} to {@code conv9.bias}.
 */
public record NamePattern(String glob) {
  public NamePattern {
    if (glob.isBlank()) {
      throw new IllegalArgumentException("a pattern of tensor names is empty; write * for all");
    }
  }

  /** Whether it takes the tensor of this checkpoint name. */
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
