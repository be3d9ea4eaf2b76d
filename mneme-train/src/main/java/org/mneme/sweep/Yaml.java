package org.mneme.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML 1.2 file whose parts know where they stand. Numbers are read as YAML 1.2 does: {@code 1e-3}
 * is one, which for W&amp;B's YAML 1.1 it is not.
 */
final class Yaml {
  private static final int DEEPEST = 20;

  private final Path file;

  Yaml(Path file) {
    this.file = file;
  }

  Node root(String text) throws SweepFileException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema()).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        throw new SweepFileException(
            file + ": is empty; a sweep file has method, metric and parameters", null);
      }
      return root.get();
    } catch (MarkedYamlEngineException e) {
      throw new SweepFileException(
          "%s%s: is not YAML: %s".formatted(file, place(e.getProblemMark()), e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new SweepFileException("%s: is not YAML: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What is wrong at a place: {@code FILE:LINE:COLUMN: ...}. */
  SweepFileException error(Node node, String what) {
    return error(node, what, null);
  }

  SweepFileException error(Node node, String what, @Nullable Throwable cause) {
    return new SweepFileException(
        "%s%s: %s".formatted(file, place(node.getStartMark()), what), cause);
  }

  private static String place(Optional<Mark> mark) {
    return mark.map(m -> ":%d:%d".formatted(m.getLine() + 1, m.getColumn() + 1)).orElse("");
  }

  /** A mapping's entries by key, in order; a key may come once. */
  Map<String, NodeTuple> entries(Node node, String what) throws SweepFileException {
    if (!(node instanceof MappingNode mapping)) {
      throw error(node, "%s must be a mapping of names to values".formatted(what));
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw error(entry.getKeyNode(), "a name in %s must be text".formatted(what));
      }
      if (entries.put(key.getValue(), entry) != null) {
        throw error(key, "'%s' is there twice".formatted(key.getValue()));
      }
    }
    return entries;
  }

  List<Node> items(Node node, String what) throws SweepFileException {
    if (!(node instanceof SequenceNode sequence)) {
      throw error(node, "%s must be a list, such as [1, 2]".formatted(what));
    }
    return sequence.getValue();
  }

  String text(Node node, String what) throws SweepFileException {
    if (!(node instanceof ScalarNode scalar)) {
      throw error(node, "%s must be text".formatted(what));
    }
    return scalar.getValue();
  }

  boolean isWhole(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.INT);
  }

  long whole(Node node, String what) throws SweepFileException {
    if (value(node, what, 0) instanceof Long number) {
      return number;
    }
    throw error(node, "%s must be a whole number, not %s".formatted(what, shown(node)));
  }

  double number(Node node, String what) throws SweepFileException {
    if (value(node, what, 0) instanceof Number number) {
      return number.doubleValue();
    }
    throw error(node, "%s must be a number, not %s".formatted(what, shown(node)));
  }

  boolean bool(Node node, String what) throws SweepFileException {
    if (value(node, what, 0) instanceof Boolean truth) {
      return truth;
    }
    throw error(node, "%s must be true or false, not %s".formatted(what, shown(node)));
  }

  /** Text, a Long, a Double, a Boolean, or a list of these. */
  Object value(Node node, String what) throws SweepFileException {
    return value(node, what, 0);
  }

  private Object value(Node node, String what, int depth) throws SweepFileException {
    if (depth > DEEPEST) {
      throw error(node, "%s: lists are nested too deep".formatted(what));
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> values = new ArrayList<>();
      for (Node each : sequence.getValue()) {
        values.add(value(each, what, depth + 1));
      }
      return values;
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw error(node, "%s must be text, a number, true, false or a list".formatted(what));
    }
    String text = scalar.getValue();
    Tag tag = node.getTag();
    try {
      if (tag.equals(Tag.INT)) {
        return whole(text);
      }
      if (tag.equals(Tag.FLOAT)) {
        return Double.parseDouble(
            text.replaceFirst("(?i)\\.inf$", "Infinity").replaceFirst("(?i)\\.nan$", "NaN"));
      }
    } catch (NumberFormatException e) {
      throw error(node, "%s: %s is too large a number".formatted(what, text), e);
    }
    if (tag.equals(Tag.NULL)) {
      throw error(node, "%s: a value is missing (null cannot be a setting)".formatted(what));
    }
    return tag.equals(Tag.BOOL) ? (Object) Boolean.valueOf(text.toLowerCase(Locale.ROOT)) : text;
  }

  private static long whole(String text) {
    if (text.startsWith("0x")) {
      return Long.parseLong(text.substring(2), 16);
    }
    return text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
  }

  private static String shown(Node node) {
    return node instanceof ScalarNode scalar ? "'" + scalar.getValue() + "'" : "a list or mapping";
  }
}
