package org.mneme.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.weights.PickleValue.Bytes;
import org.mneme.weights.PickleValue.Constructor;
import org.mneme.weights.PickleValue.Dictionary;
import org.mneme.weights.PickleValue.OddKey;
import org.mneme.weights.PickleValue.PassedOver;
import org.mneme.weights.PickleValue.Sequence;
import org.mneme.weights.PickleValue.Special;
import org.mneme.weights.PickleValue.Storage;
import org.mneme.weights.PickleValue.StoredTensor;
import org.mneme.weights.PickleValue.TypeName;
import org.mneme.weights.PickleValue.Unknown;

/**
 * The Python names that a pickle of tensors needs, and what each means here. Any other name stands
 * for nothing but itself, and what is made with it is passed over; names with which a pickle
 * attacks are refused as soon as it utters them. PyTorch's side is {@code torch/_utils.py}, {@code
 * torch/_tensor.py} and {@code torch/serialization.py}, versions 1.0 to 2.15.
 */
final class PickleGlobals {
  /** Modules whose functions run commands, open files or connections, or load more code. */
  private static final Set<String> ATTACKING_MODULES =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "commands",
          "pty",
          "shutil",
          "socket",
          "ctypes",
          "runpy",
          "importlib",
          "code",
          "pdb",
          "webbrowser");

  private static final Set<String> ATTACKING_BUILTINS =
      Set.of(
          "eval",
          "exec",
          "execfile",
          "compile",
          "open",
          "file",
          "input",
          "breakpoint",
          "__import__");

  private final MemoryBudget budget;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  PickleGlobals(MemoryBudget budget) {
    this.budget = budget;
  }

  PickleValue named(String module, String name) throws WeightsException {
    boolean builtin = module.equals("builtins") || module.equals("__builtin__");
    if (ATTACKING_MODULES.contains(module) || (builtin && ATTACKING_BUILTINS.contains(name))) {
      throw new WeightsException(
          "its pickle asks for %s, which weights never need but an attack does. Nothing in it was run; delete the file unless you know who made it"
              .formatted(Quote.plain(module + "." + name)));
    }
    if (module.equals("torch.storage") && name.equals("_load_from_bytes")) {
      throw new WeightsException(
          "its tensors were written by pickle.dump, not by torch.save. Write them anew, in Python: torch.save(pickle.load(open('weights.pkl', 'rb')), 'weights.pt')");
    }
    PickleValue found =
        switch (builtin ? name : module + "." + name) {
          case "collections.OrderedDict", "collections.Counter", "dict" -> Constructor.DICTIONARY;
          case "collections.defaultdict" -> Constructor.DICTIONARY_WITH_DEFAULT;
          case "collections.deque", "set", "frozenset", "list", "tuple" -> Constructor.COLLECTION;
          case "_codecs.encode", "bytes", "bytearray" -> Constructor.BYTES;
          case "torch.Size" -> Constructor.SIZE;
          case "torch.device" -> Constructor.DEVICE;
          case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
              Constructor.TENSOR;
          case "torch._utils._rebuild_tensor_v3" -> Constructor.TENSOR_OF_TYPE;
          case "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2" ->
              Constructor.TENSOR_OF_CLASS;
          case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
              Constructor.PARAMETER;
          default -> type(module, name);
        };
    if (found == null) {
      budget.header(100 + module.length() + name.length());
      return new Unknown(module + "." + name);
    }
    return found;
  }

  private static @Nullable TypeName type(String module, String name) {
    boolean torch = module.equals("torch");
    DType type = null;
    if (torch || module.equals("torch.storage")) {
      type =
          switch (name) {
            case "DoubleStorage" -> DType.FLOAT64;
            case "FloatStorage" -> DType.FLOAT32;
            case "HalfStorage" -> DType.FLOAT16;
            case "BFloat16Storage" -> DType.BFLOAT16;
            case "LongStorage" -> DType.INT64;
            case "IntStorage" -> DType.INT32;
            case "ShortStorage" -> DType.INT16;
            case "CharStorage" -> DType.INT8;
            case "ByteStorage", "UntypedStorage" -> DType.UINT8;
            case "BoolStorage" -> DType.BOOL;
            default -> null;
          };
    }
    if (type == null && torch) {
      type =
          switch (name) {
            case "float64", "double" -> DType.FLOAT64;
            case "float32", "float" -> DType.FLOAT32;
            case "float16", "half" -> DType.FLOAT16;
            case "bfloat16" -> DType.BFLOAT16;
            case "int64", "long" -> DType.INT64;
            case "int32", "int" -> DType.INT32;
            case "int16", "short" -> DType.INT16;
            case "int8" -> DType.INT8;
            case "uint8" -> DType.UINT8;
            case "bool" -> DType.BOOL;
            default -> null;
          };
    }
    return type == null ? null : new TypeName(type);
  }

  /** What a call makes: a dictionary, a sequence, a text, a tensor, or nothing that is needed. */
  Object call(Object callable, Object arguments) throws WeightsException {
    if (callable instanceof Unknown || callable instanceof PassedOver) {
      return passedOver(made(callable, arguments));
    }
    if (!(callable instanceof Constructor constructor)) {
      throw new WeightsException("its pickle is damaged: it calls what cannot be called");
    }
    if (arguments instanceof PassedOver object) {
      return object;
    }
    if (!(arguments instanceof Sequence sequence)) {
      throw new WeightsException("its pickle is damaged: a call's arguments are no tuple");
    }
    List<Object> args = sequence.items();
    Object first = args.isEmpty() ? Special.NONE : args.get(0);
    if (first instanceof PassedOver object && constructor != Constructor.DICTIONARY_WITH_DEFAULT) {
      return object; // a tensor of a storage that is not read, a collection of an unknown one
    }
    return switch (constructor) {
      case DICTIONARY -> dictionary(args, 0);
      case DICTIONARY_WITH_DEFAULT -> dictionary(args, 1);
      case COLLECTION -> {
        List<Object> items = first instanceof Sequence given ? given.items() : List.of();
        budget.header(64 + 16L * items.size());
        yield new Sequence(new ArrayList<>(items));
      }
      case BYTES -> new Bytes(first instanceof String text ? text.length() : 0);
      case SIZE -> argument(args, 0, Sequence.class);
      case DEVICE -> argument(args, 0, String.class);
      case TENSOR -> {
        Storage storage = argument(args, 0, Storage.class);
        yield tensor(storage, storage.type(), args, 6);
      }
      case TENSOR_OF_TYPE ->
          args.size() > 6 && args.get(6) instanceof Unknown type
              ? passedOver("a tensor of " + type.name())
              : tensor(
                  argument(args, 0, Storage.class),
                  argument(args, 6, TypeName.class).type(),
                  args,
                  7);
      case TENSOR_OF_CLASS -> tensorOfClass(args);
      case PARAMETER -> argument(args, 0, StoredTensor.class);
    };
  }

  /**
   * A tensor with attributes, or of a class of its own: {@code (function, class, arguments, ...)}.
   */
  private Object tensorOfClass(List<Object> args) throws WeightsException {
    Object function = args.isEmpty() ? Special.NONE : args.get(0);
    if (function == Constructor.TENSOR_OF_CLASS || args.size() < 3) {
      throw new WeightsException("its pickle is damaged: a tensor's class is not told");
    }
    return call(function, args.get(2));
  }

  private PassedOver passedOver(String type) throws WeightsException {
    budget.header(200);
    return new PassedOver(type, new Dictionary(new LinkedHashMap<>(4)));
  }

  /** The class of what a call makes, for people. */
  private static String made(Object callable, Object arguments) {
    String name =
        callable instanceof Unknown unknown ? unknown.name() : ((PassedOver) callable).type();
    boolean general =
        name.startsWith("copyreg.") || name.startsWith("copy_reg.") || name.endsWith(".getattr");
    return general
            && arguments instanceof Sequence args
            && !args.items().isEmpty()
            && args.items().get(0) instanceof Unknown type
        ? type.name()
        : name;
  }

  /**
   * {@code OrderedDict()}, Python 2's {@code OrderedDict([[key, value], ...])}, or {@code
   * Counter({key: value})}.
   *
   * @param at which argument has the entries, if any does
   */
  private Object dictionary(List<Object> args, int at) throws WeightsException {
    Dictionary made = dictionary();
    Object given = at < args.size() ? args.get(at) : Special.NONE;
    if (given instanceof Unknown || given instanceof PassedOver) {
      return passedOver("a dictionary of " + made(given, Special.NONE));
    }
    if (given instanceof Dictionary entries) {
      for (Map.Entry<Object, Object> entry : entries.entries().entrySet()) {
        put(made, entry.getKey(), entry.getValue());
      }
    } else if (given != Special.NONE) {
      for (Object pair : argument(args, at, Sequence.class).items()) {
        if (!(pair instanceof Sequence two) || two.items().size() != 2) {
          throw new WeightsException("its pickle is damaged: a dictionary is not made of pairs");
        }
        put(made, two.items().get(0), two.items().get(1));
      }
    }
    return made;
  }

  Dictionary dictionary() throws WeightsException {
    budget.header(80);
    return new Dictionary(new LinkedHashMap<>(4));
  }

  void put(Dictionary dictionary, Object key, Object value) throws WeightsException {
    boolean odd = key instanceof PickleValue && key != Special.NONE;
    budget.header(odd ? 80 : 64);
    dictionary.entries().put(odd ? new OddKey() : key, value);
  }

  /**
   * @param metadata where the argument may stand that says that values are stored conjugated or
   *     negated
   */
  private StoredTensor tensor(Storage storage, DType type, List<Object> args, int metadata)
      throws WeightsException {
    if (args.size() > metadata
        && args.get(metadata) instanceof Dictionary marks
        && !marks.entries().isEmpty()) {
      throw new WeightsException(
          "a tensor is stored negated or conjugated; save it with .resolve_neg().resolve_conj()");
    }
    budget.header(64);
    return new StoredTensor(
        storage,
        type,
        argument(args, 1, Long.class),
        argument(args, 2, Sequence.class).items(),
        argument(args, 3, Sequence.class).items());
  }

  /**
   * The storage that a persistent id names: {@code ("storage", type, key, device, count)}, and a
   * sixth value in older files. One of a type that is not read is passed over.
   */
  Object storage(Object id) throws WeightsException {
    if (!(id instanceof Sequence sequence)) {
      throw new WeightsException("its pickle is damaged: an outside object is not a storage");
    }
    List<Object> parts = sequence.items();
    String kind = argument(parts, 0, String.class);
    if (kind.equals("module") && parts.size() > 1 && parts.get(1) instanceof Unknown) {
      return parts.get(1); // the older format writes a module's class with its source
    }
    if (!kind.equals("storage")) {
      throw new WeightsException(
          "its pickle asks for an outside object of kind %s; only storages are read"
              .formatted(Quote.of(kind)));
    }
    if (parts.size() > 5 && parts.get(5) != Special.NONE) {
      throw new WeightsException(
          "it holds a view of a storage as PyTorch wrote before 0.4; save it again with a newer one");
    }
    String key = argument(parts, 2, String.class);
    long count = argument(parts, 4, Long.class);
    Unknown unread = parts.get(1) instanceof Unknown unknown ? unknown : null;
    DType type = unread == null ? argument(parts, 1, TypeName.class).type() : DType.UINT8;
    int width = unread == null ? type.bytes() : width(unread.name());
    if (count < 0 || count > Long.MAX_VALUE / Math.max(1, width)) {
      throw new WeightsException(
          "storage %s says it holds %d values".formatted(Quote.of(key), count));
    }
    budget.header(100);
    Storage storage = new Storage(key, type, width, count * width);
    Storage known = storages.putIfAbsent(key, storage);
    if (known != null && known.bytes() != storage.bytes()) {
      throw new WeightsException(
          "storage %s is said to hold %d bytes and %d"
              .formatted(Quote.of(key), known.bytes(), storage.bytes()));
    }
    return unread == null ? storage : passedOver("a tensor of " + unread.name());
  }

  /** The bytes of one value of a storage whose tensors are not read; 0 when that is unknown. */
  private static int width(String storage) {
    return switch (storage) {
      case "torch.QInt8Storage", "torch.QUInt8Storage" -> 1;
      case "torch.QInt32Storage" -> 4;
      case "torch.ComplexFloatStorage" -> 8;
      case "torch.ComplexDoubleStorage" -> 16;
      default -> 0;
    };
  }

  /** Every storage named so far, by key. */
  Map<String, Storage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  private static <T> T argument(List<Object> args, int index, Class<T> type)
      throws WeightsException {
    if (index < args.size() && type.isInstance(args.get(index))) {
      return type.cast(args.get(index));
    }
    throw new WeightsException(
        "its pickle is damaged: argument %d of a call is %s, not a %s"
            .formatted(
                index,
                index < args.size() ? "a " + args.get(index).getClass().getSimpleName() : "missing",
                type.getSimpleName()));
  }
}
