package org.mneme.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/**
 * A model file that cannot be used. The message is one line: which file, what was found, what was
 * needed, what to do.
 */
public final class ModelException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * @param found what is wrong: a sentence without its full stop
   */
  public ModelException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }

  public ModelException(String found, @Nullable Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
  }
}
