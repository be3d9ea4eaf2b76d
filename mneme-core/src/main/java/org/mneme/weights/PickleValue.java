package org.mneme.weights;

import java.util.List;
import java.util.Map;

/**
 * What a pickle's stack holds besides plain Java values ({@link String}, {@link Long}, {@link
 * java.math.BigInteger}, {@link Double}, {@link Boolean}).
 *
 * <p>Values may hold themselves, as in Python: none is ever compared, hashed or printed whole.
 */
sealed interface PickleValue {

  /** Python's None, and the mark that begins a run of values on the stack. */
  enum Special implements PickleValue {
    NONE,
    MARK
  }

  /** A list or a tuple. */
  record Sequence(List<Object> items) implements PickleValue {}

  /** A dictionary of plain keys, in order. */
  record Dictionary(Map<Object, Object> entries) implements PickleValue {}

  /** What a pickle may call. */
  enum Constructor implements PickleValue {
    ORDERED_DICT,
    SIZE,
    DEVICE,
    TENSOR,
    TENSOR_OF_TYPE,
    PARAMETER
  }

  /** A type that a pickle may name: that of a storage, or torch.float32 and the like. */
  record TypeName(DType type) implements PickleValue {}

  /** A run of bytes beside the pickle that tensors are views of. */
  record Storage(String key, DType type, long bytes) implements PickleValue {}

  /** A tensor not yet looked at: everything in it is only what the file claims. */
  record StoredTensor(
      Storage storage, DType type, long offset, List<Object> size, List<Object> stride)
      implements PickleValue {}
}
