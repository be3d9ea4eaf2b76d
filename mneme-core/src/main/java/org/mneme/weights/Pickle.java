package org.mneme.weights;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mneme.weights.PickleValue.Bytes;
import org.mneme.weights.PickleValue.Dictionary;
import org.mneme.weights.PickleValue.PassedOver;
import org.mneme.weights.PickleValue.Sequence;
import org.mneme.weights.PickleValue.Special;
import org.mneme.weights.PickleValue.Storage;
import org.mneme.weights.PickleValue.StoredTensor;

/**
 * Reads Python's pickle language, protocols 2 to 5, as far as it describes tensors, dictionaries,
 * lists and plain values. It has no instruction that loads a class or runs code: names stand for
 * the few values of {@link PickleGlobals}, and objects of all other classes are passed over.
 *
 * <p>Instructions as in Python 3.14's {@code Lib/pickletools.py}. Not for several threads.
 */
final class Pickle {
  /** The longest pickle read; ResMem's, with 956 tensors, has 0.15 MB. */
  static final int MAX_BYTES = 4 << 20;

  /** Pickles push at most a thousand values before they collect them. */
  private static final int MAX_STACK = 1 << 16;

  /** The legacy format's magic number takes 10. */
  private static final int MAX_INTEGER_BYTES = 32;

  private static final int MAX_NAME_BYTES = 1024;

  private final ByteBuffer in;
  private final MemoryBudget budget;
  private final PickleGlobals globals;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(ByteBuffer in, MemoryBudget budget) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.budget = budget;
    this.globals = new PickleGlobals(budget);
  }

  /**
   * What a pickle says.
   *
   * @param value a {@link PickleValue}, or a plain Java value
   * @param storages by key, also those of tensors that are not in the value
   */
  record Content(Object value, Map<String, Storage> storages) {}

  /** Reads one pickle and leaves {@code in} behind its end. */
  static Content read(ByteBuffer in, MemoryBudget budget) throws WeightsException {
    Pickle pickle = new Pickle(in, budget);
    Object value = pickle.run();
    return new Content(value, pickle.globals.storages());
  }

  private Object run() throws WeightsException {
    while (true) {
      need(1);
      int at = in.position();
      int opcode = in.get() & 0xff;
      switch (opcode) {
        case 0x80 -> protocol();
        case 0x95 -> skip(8); // FRAME: how the pickle was buffered
        case '.' -> { // STOP
          Object result = pop();
          if (!stack.isEmpty()) {
            throw damaged("it ends with values left over");
          }
          return result;
        }
        case '(' -> push(Special.MARK);
        case '0' -> popAny();
        case '1' -> popToMark();
        case '2' -> push(top());

        case 'N' -> push(Special.NONE);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'K' -> pushInteger(unsigned(1));
        case 'M' -> pushInteger(unsigned(2));
        case 'J' -> pushInteger(signed4());
        case 0x8a -> pushLong(unsigned(1));
        case 0x8b -> pushLong(unsigned(4));
        case 'G' -> pushFloat();
        case 'X' -> pushText(unsigned(4), StandardCharsets.UTF_8);
        case 0x8c -> pushText(unsigned(1), StandardCharsets.UTF_8);
        case 0x8d -> pushText(eightByteLength(), StandardCharsets.UTF_8);
        case 'U' -> pushText(unsigned(1), StandardCharsets.ISO_8859_1); // Python 2's str
        case 'T' -> pushText(unsigned(4), StandardCharsets.ISO_8859_1);

        case 'C' -> pushBytes(unsigned(1));
        case 'B' -> pushBytes(unsigned(4));
        case 0x8e, 0x96 -> pushBytes(eightByteLength()); // bytes, and a bytearray

        case ')', 0x8f -> push(sequence(List.of())); // a tuple, and a set
        case 't', 'l', 0x91 -> push(sequence(popToMark()));
        case 0x85 -> pushTuple(1);
        case 0x86 -> pushTuple(2);
        case 0x87 -> pushTuple(3);
        case ']' -> push(sequence(List.of()));
        case 'a' -> {
          Object item = pop();
          append(List.of(item));
        }
        case 'e', 0x90 -> append(popToMark());

        case '}' -> push(globals.dictionary());
        case 'd' -> {
          List<Object> items = popToMark();
          push(globals.dictionary());
          putAll(items);
        }
        case 's' -> {
          Object value = pop();
          putAll(List.of(pop(), value));
        }
        case 'u' -> putAll(popToMark());

        case 'c' -> push(globals.named(line(), line()));
        case 0x93 -> {
          Object name = pop();
          if (!(pop() instanceof String module) || !(name instanceof String text)) {
            throw damaged("a name is not a text");
          }
          push(globals.named(module, text));
        }
        case 'R', 0x81 -> {
          Object arguments = pop();
          push(globals.call(pop(), arguments));
        }
        case 0x92 -> { // a class, its arguments and its named arguments
          pop();
          Object arguments = pop();
          push(globals.call(pop(), arguments));
        }
        case 'b' -> build();
        case 'Q' -> push(globals.storage(pop()));

        case 'q' -> remember(unsigned(1));
        case 'r' -> remember(unsigned(4));
        case 0x94 -> remember(memo.size());
        case 'h' -> recall(unsigned(1));
        case 'j' -> recall(unsigned(4));
        default ->
            throw new WeightsException(
                "its pickle uses instruction 0x%02x at byte %d; only those for tensors and dictionaries are read"
                    .formatted(opcode, at));
      }
    }
  }

  private void protocol() throws WeightsException {
    long protocol = unsigned(1);
    if (protocol < 2 || protocol > 5) {
      throw new WeightsException(
          "its pickle is of protocol %d; 2 to 5 are read".formatted(protocol));
    }
  }

  private void pushInteger(long value) throws WeightsException {
    budget.header(value >= -128 && value < 128 ? 0 : 24);
    push(value);
  }

  private void pushLong(long bytes) throws WeightsException {
    if (bytes > MAX_INTEGER_BYTES) {
      throw new WeightsException(
          "its pickle holds a whole number of %d bytes; at most %d are read"
              .formatted(bytes, MAX_INTEGER_BYTES));
    }
    byte[] littleEndian = bytes(bytes);
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[littleEndian.length - i] = littleEndian[i];
    }
    boolean negative = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0;
    bigEndian[0] = (byte) (negative ? -1 : 0);
    BigInteger value = new BigInteger(bigEndian);
    budget.header(80);
    push(value.bitLength() < 64 ? (Object) value.longValueExact() : value);
  }

  private void pushFloat() throws WeightsException {
    need(8);
    budget.header(24);
    push(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))); // the one big-endian value
  }

  private void pushText(long length, Charset charset) throws WeightsException {
    push(text(bytes(length), charset));
  }

  private void pushBytes(long length) throws WeightsException {
    need(length);
    in.position(in.position() + (int) length);
    budget.header(24);
    push(new Bytes(length));
  }

  private String text(byte[] bytes, Charset charset) throws WeightsException {
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      budget.header(text);
      return text;
    } catch (CharacterCodingException e) {
      throw new WeightsException("its pickle is damaged: a text is not " + charset, e);
    }
  }

  private void pushTuple(int length) throws WeightsException {
    Object[] items = new Object[length];
    for (int i = length - 1; i >= 0; i--) {
      items[i] = pop();
    }
    push(sequence(List.of(items)));
  }

  private Sequence sequence(List<Object> items) throws WeightsException {
    budget.header(64 + 8L * items.size());
    return new Sequence(new ArrayList<>(items));
  }

  private void append(List<Object> items) throws WeightsException {
    Object target = top();
    if (target instanceof PassedOver) {
      return;
    }
    if (!(target instanceof Sequence sequence)) {
      throw damaged("it appends to what is not a list");
    }
    budget.header(16L * items.size());
    sequence.items().addAll(items);
  }

  private void putAll(List<Object> keysAndValues) throws WeightsException {
    Object target = top() instanceof PassedOver object ? object.items() : top();
    if (!(target instanceof Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
      throw damaged("it adds to what is not a dictionary");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      globals.put(dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  /** Sets an object's attributes: state_dict() has its version numbers there. None matter here. */
  private void build() throws WeightsException {
    pop();
    Object target = top();
    if (!(target instanceof Dictionary
        || target instanceof Sequence
        || target instanceof StoredTensor
        || target instanceof PassedOver)) {
      throw damaged("it sets attributes of what has none");
    }
  }

  private void remember(long index) throws WeightsException {
    budget.header(56);
    memo.put((int) index, top());
  }

  private void recall(long index) throws WeightsException {
    Object value = memo.get((int) index);
    if (value == null) {
      throw damaged("it recalls value %d, which it never stored".formatted(index));
    }
    push(value);
  }

  private void push(Object value) throws WeightsException {
    if (stack.size() == MAX_STACK) {
      throw new WeightsException(
          "its pickle piles up more than %d values; no checkpoint does".formatted(MAX_STACK));
    }
    stack.add(value);
  }

  private Object popAny() throws WeightsException {
    if (stack.isEmpty()) {
      throw damaged("it takes a value where there is none");
    }
    return stack.remove(stack.size() - 1);
  }

  private Object pop() throws WeightsException {
    Object value = popAny();
    if (value == Special.MARK) {
      throw damaged("it takes a value where there is none");
    }
    return value;
  }

  private Object top() throws WeightsException {
    Object value = pop();
    stack.add(value);
    return value;
  }

  /** Takes the values above the last mark, and the mark. */
  private List<Object> popToMark() throws WeightsException {
    int mark = stack.lastIndexOf(Special.MARK);
    if (mark < 0) {
      throw damaged("it looks for a mark that is not there");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(above);
    above.clear();
    stack.remove(mark);
    return items;
  }

  private String line() throws WeightsException {
    int start = in.position();
    do {
      need(1);
      if (in.position() - start > MAX_NAME_BYTES) {
        throw damaged("a name is longer than %d bytes".formatted(MAX_NAME_BYTES));
      }
    } while (in.get() != '\n');
    byte[] name = new byte[in.position() - start - 1];
    in.get(start, name);
    return text(name, StandardCharsets.UTF_8);
  }

  private byte[] bytes(long length) throws WeightsException {
    need(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private long unsigned(int bytes) throws WeightsException {
    need(bytes);
    return switch (bytes) {
      case 1 -> in.get() & 0xffL;
      case 2 -> in.getShort() & 0xffffL;
      case 4 -> in.getInt() & 0xffffffffL;
      default -> throw new IllegalArgumentException("no integer has %d bytes".formatted(bytes));
    };
  }

  private long signed4() throws WeightsException {
    need(4);
    return in.getInt();
  }

  private long eightByteLength() throws WeightsException {
    need(8);
    return in.getLong();
  }

  private void skip(int bytes) throws WeightsException {
    need(bytes);
    in.position(in.position() + bytes);
  }

  private void need(long bytes) throws WeightsException {
    if (bytes >= 0 && bytes <= in.remaining()) {
      return;
    }
    throw new WeightsException(
        in.limit() >= MAX_BYTES
            ? "its pickle is longer than %d MiB; save only the weights: torch.save(model.state_dict(), ...)"
                .formatted(MAX_BYTES >> 20)
            : "its pickle ends at byte %d in the middle of a value; is it cut off?"
                .formatted(in.limit()));
  }

  private WeightsException damaged(String how) {
    return new WeightsException(
        "its pickle is damaged near byte %d: %s".formatted(in.position(), how));
  }
}
