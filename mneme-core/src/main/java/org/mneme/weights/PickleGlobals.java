package org.mneme.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.weights.PickleValue.Constructor;
import org.mneme.weights.PickleValue.Dictionary;
import org.mneme.weights.PickleValue.Sequence;
import org.mneme.weights.PickleValue.Special;
import org.mneme.weights.PickleValue.Storage;
import org.mneme.weights.PickleValue.StoredTensor;
import org.mneme.weights.PickleValue.TypeName;

/**
 * The Python names that a pickle of tensors needs, and what each means here. Every other name is
 * refused as soon as the pickle utters it. PyTorch's side is {@code torch/_utils.py} and {@code
 * torch/serialization.py}, versions 1.0 to 2.15.
 */
final class PickleGlobals {
  private final MemoryBudget budget;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  PickleGlobals(MemoryBudget budget) {
    this.budget = budget;
  }

  PickleValue named(String module, String name) throws WeightsException {
    PickleValue found =
        switch (module + "." + name) {
          case "collections.OrderedDict" -> Constructor.ORDERED_DICT;
          case "torch.Size" -> Constructor.SIZE;
          case "torch.device" -> Constructor.DEVICE;
          case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
              Constructor.TENSOR;
          case "torch._utils._rebuild_tensor_v3" -> Constructor.TENSOR_OF_TYPE;
          case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
              Constructor.PARAMETER;
          default -> type(module, name);
        };
    if (found == null) {
      String asked = Quote.plain(module + "." + name);
      String advice =
          module.startsWith("torch.") || module.startsWith("__torch__")
              ? ". If this is a whole saved module, save torch.save(model.state_dict(), ...) instead"
              : "";
      throw new WeightsException(
          "its pickle asks for %s; only tensors and dictionaries are read, and nothing in a file is run%s"
              .formatted(asked, advice));
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

  /** What a call makes: a dictionary, a sequence, a text or a tensor. */
  Object call(Object callable, Object arguments) throws WeightsException {
    if (!(callable instanceof Constructor constructor)
        || !(arguments instanceof Sequence sequence)) {
      throw new WeightsException("its pickle is damaged: it calls what cannot be called");
    }
    List<Object> args = sequence.items();
    return switch (constructor) {
      case ORDERED_DICT -> dictionary(args);
      case SIZE -> argument(args, 0, Sequence.class);
      case DEVICE -> argument(args, 0, String.class);
      case TENSOR -> {
        Storage storage = argument(args, 0, Storage.class);
        yield tensor(storage, storage.type(), args, 6);
      }
      case TENSOR_OF_TYPE ->
          tensor(
              argument(args, 0, Storage.class), argument(args, 6, TypeName.class).type(), args, 7);
      case PARAMETER -> argument(args, 0, StoredTensor.class);
    };
  }

  /** {@code OrderedDict()}, or Python 2's {@code OrderedDict([[key, value], ...])}. */
  private Dictionary dictionary(List<Object> args) throws WeightsException {
    Dictionary made = dictionary();
    if (!args.isEmpty()) {
      for (Object pair : argument(args, 0, Sequence.class).items()) {
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
    if (key instanceof PickleValue && key != Special.NONE) {
      throw new WeightsException(
          "a dictionary's key is not a text or a number; only such dictionaries are read");
    }
    Map<Object, Object> entries = dictionary.entries();
    budget.header(64);
    entries.put(key, value);
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
   * sixth value in older files.
   */
  Storage storage(Object id) throws WeightsException {
    if (!(id instanceof Sequence sequence)) {
      throw new WeightsException("its pickle is damaged: an outside object is not a storage");
    }
    List<Object> parts = sequence.items();
    if (!argument(parts, 0, String.class).equals("storage")) {
      throw new WeightsException(
          "its pickle asks for an outside object of kind %s; only storages are read"
              .formatted(Quote.of(argument(parts, 0, String.class))));
    }
    if (parts.size() > 5 && parts.get(5) != Special.NONE) {
      throw new WeightsException(
          "it holds a view of a storage as PyTorch wrote before 0.4; save it again with a newer one");
    }
    DType type = argument(parts, 1, TypeName.class).type();
    String key = argument(parts, 2, String.class);
    long count = argument(parts, 4, Long.class);
    if (count < 0 || count > Long.MAX_VALUE / type.bytes()) {
      throw new WeightsException(
          "storage %s says it holds %d values".formatted(Quote.of(key), count));
    }
    budget.header(100);
    Storage storage = new Storage(key, type, count * type.bytes());
    Storage known = storages.putIfAbsent(key, storage);
    if (known != null && known.bytes() != storage.bytes()) {
      throw new WeightsException(
          "storage %s is said to hold %d bytes and %d"
              .formatted(Quote.of(key), known.bytes(), storage.bytes()));
    }
    return storage;
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
