package org.mneme.weights;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.weights.PickleValue.Bytes;
import org.mneme.weights.PickleValue.Dictionary;
import org.mneme.weights.PickleValue.OddKey;
import org.mneme.weights.PickleValue.PassedOver;
import org.mneme.weights.PickleValue.Sequence;
import org.mneme.weights.PickleValue.Special;
import org.mneme.weights.PickleValue.StoredTensor;
import org.mneme.weights.PickleValue.TypeName;
import org.mneme.weights.PickleValue.Unknown;

/**
 * A pickle's nested dictionaries and lists laid flat: names joined by dots, list items by number.
 * Not for several threads.
 */
final class NamedValues {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NAME = 4096;

  /** Lists of plain values are shown up to here. */
  private static final int LONGEST_LIST_TEXT = 200;

  private static final String SAVE =
      "Save only its weights, in Python: torch.save(%s.state_dict(), 'weights.pt')";

  private final MemoryBudget budget;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> passedOver = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> dictionaries = new LinkedHashSet<>();

  NamedValues(Object root, MemoryBudget budget) throws WeightsException {
    this.budget = budget;
    if (root instanceof StoredTensor tensor) {
      tensors.put("tensor", tensor);
    } else if (root instanceof Dictionary || root instanceof Sequence || hasItems(root)) {
      addAll("", root, 0);
    } else if (root instanceof Unknown || root instanceof PassedOver) {
      throw new WeightsException(
          "its pickle asks for %s: it is a whole Python object, and none is ever built here. %s"
              .formatted(Quote.plain(type(root)), SAVE.formatted("model")));
    } else {
      throw new WeightsException("it holds a single plain value, no dictionary of tensors");
    }
  }

  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  Set<String> dictionaries() {
    return dictionaries;
  }

  /** Classes of the objects that were not read, by name. */
  Map<String, String> passedOver() {
    return passedOver;
  }

  /** Refuses a file whose tensors, if any, are all in objects that are never built. */
  void requireTensors() throws WeightsException {
    if (!tensors.isEmpty() || passedOver.isEmpty()) {
      return;
    }
    Map.Entry<String, String> first = passedOver.entrySet().iterator().next();
    throw new WeightsException(
        "holds no tensors outside of Python objects, and none of those is ever built here: %s (%s). %s"
            .formatted(
                Quote.plain(first.getKey()),
                Quote.plain(first.getValue()),
                SAVE.formatted("checkpoint['" + Quote.plain(first.getKey()) + "']")));
  }

  private static boolean hasItems(Object value) {
    return value instanceof PassedOver object && !object.items().entries().isEmpty();
  }

  private static String type(Object passedOver) {
    return passedOver instanceof Unknown unknown
        ? unknown.name()
        : ((PassedOver) passedOver).type();
  }

  private void addAll(String prefix, Object container, int depth) throws WeightsException {
    if (depth > DEEPEST) {
      throw new WeightsException(
          "its dictionaries are nested more than %d deep, or hold themselves".formatted(DEEPEST));
    }
    Object items = container instanceof PassedOver object ? object.items() : container;
    if (items instanceof Dictionary dictionary) {
      for (Map.Entry<Object, Object> entry : dictionary.entries().entrySet()) {
        if (entry.getKey() instanceof OddKey) {
          budget.header(prefix);
          passedOver.put(prefix + "?", "an entry whose key is neither a text nor a number");
        } else {
          add(prefix + text(entry.getKey()), entry.getValue(), depth);
        }
      }
    } else if (container instanceof Sequence sequence) {
      int index = 0;
      for (Object item : sequence.items()) {
        add(prefix + index, item, depth);
        index++;
      }
    }
  }

  private void add(String name, Object value, int depth) throws WeightsException {
    if (name.length() > LONGEST_NAME) {
      throw new WeightsException(
          "a name has more than %d characters: %s".formatted(LONGEST_NAME, Quote.of(name)));
    }
    budget.header(name);
    budget.header(64);
    if (value instanceof StoredTensor tensor) {
      if (tensors.putIfAbsent(name, tensor) != null) {
        throw new WeightsException("two tensors are named " + Quote.of(name));
      }
    } else if (value instanceof Sequence sequence && isPlain(sequence)) {
      metadata.put(name, listText(sequence));
    } else if (value instanceof Dictionary || value instanceof Sequence || hasItems(value)) {
      dictionaries.add(name);
      addAll(name + ".", value, depth + 1);
    } else if (value instanceof Unknown || value instanceof PassedOver) {
      passedOver.put(name, type(value));
    } else {
      metadata.put(name, text(value));
    }
  }

  private boolean isPlain(Sequence sequence) throws WeightsException {
    budget.header(sequence.items().size()); // a long list may stand in many places
    return sequence.items().stream()
        .noneMatch(
            item ->
                item instanceof StoredTensor
                    || item instanceof Dictionary
                    || item instanceof Sequence
                    || item instanceof Unknown
                    || item instanceof PassedOver);
  }

  private String listText(Sequence sequence) throws WeightsException {
    List<Object> items = sequence.items();
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < items.size(); i++) {
      if (text.length() > LONGEST_LIST_TEXT) {
        text.append(", ... %d in all".formatted(items.size()));
        break;
      }
      text.append(i == 0 ? "" : ", ").append(text(items.get(i)));
    }
    String shown = text.append("]").toString();
    budget.header(shown);
    return shown;
  }

  /** The value as Python writes it: {@code 7}, {@code 0.625}, {@code True}, {@code None}. */
  private static String text(Object plain) {
    if (plain == Special.NONE) {
      return "None";
    }
    if (plain instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (plain instanceof TypeName type) {
      return type.type().toString();
    }
    if (plain instanceof Bytes bytes) {
      return "bytes (%d)".formatted(bytes.length());
    }
    return plain instanceof PickleValue ? plain.getClass().getSimpleName() : plain.toString();
  }
}
