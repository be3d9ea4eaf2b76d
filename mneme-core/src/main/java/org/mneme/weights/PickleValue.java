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

  /** A dictionary, in order. A key that is neither a text nor a number is an {@link OddKey}. */
  record Dictionary(Map<Object, Object> entries) implements PickleValue {}

  /** Stands for a key such as a tuple, whose entry no tensor's name can come from. */
  final class OddKey {}

  /** Bytes, of which only the number is kept. */
  record Bytes(long length) implements PickleValue {}

  /** What a pickle may call. */
  enum Constructor implements PickleValue {
    DICTIONARY,
    DICTIONARY_WITH_DEFAULT,
    COLLECTION,
    BYTES,
    SIZE,
    DEVICE,
    TENSOR,
    TENSOR_OF_TYPE,
    TENSOR_OF_CLASS,
    PARAMETER
  }

  /** A class, function or constant of Python's that a pickle names and that means nothing here. */
  record Unknown(String name) implements PickleValue {}

  /**
   * An object that is passed over: it is never built, and what the pickle says of it is dropped.
   *
   * @param type its class, or what would make it
   * @param items what is put into it by key, as into a class of dictionaries
   */
  record PassedOver(String type, Dictionary items) implements PickleValue {}

  /** A type that a pickle may name: that of a storage, or torch.float32 and the like. */
  record TypeName(DType type) implements PickleValue {}

  /**
   * A run of bytes beside the pickle that tensors are views of.
   *
   * @param width of one value in bytes; 0 when it is not known, and then {@code bytes} is 0 too
   */
  record Storage(String key, DType type, int width, long bytes) implements PickleValue {}

  /** A tensor not yet looked at: everything in it is only what the file claims. */
  record StoredTensor(
      Storage storage, DType type, long offset, List<Object> size, List<Object> stride)
      implements PickleValue {}
}
