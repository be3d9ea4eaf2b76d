package org.mneme.caffe;

import java.util.List;
import java.util.Set;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * One layer as a definition has it.
 *
 * @param type as V2 spells it
 * @param bottoms names of the blobs that it reads
 * @param tops names of the blobs that it writes; in place when it reads them too
 * @param fields everything else that is said of it
 */
record CaffeLayer(
    String name, String type, List<String> bottoms, List<String> tops, Message fields) {
  /** What layers may say that changes nothing when scoring. */
  private static final Set<String> TRAINING =
      Set.of(
          "blob_share_mode",
          "blobs_lr",
          "loss_weight",
          "param",
          "phase",
          "propagate_down",
          "weight_decay");

  private static final int LONGEST_NAME = 300;

  /** Reads one {@code layer} (V2) or {@code layers} (V1) message. */
  static CaffeLayer of(Message fields, boolean v1) throws WeightsException {
    if (v1 && fields.one("layer").isPresent()) {
      throw fields.error(
          "a layer in Caffe's first form (V0), which is not read. Convert it with Caffe's"
              + " upgrade_net_proto_text");
    }
    String type = fields.text("type", "");
    CaffeLayer layer =
        new CaffeLayer(
            fields.text("name", ""),
            v1 ? LayerTypes.ofV1(type) : type,
            fields.texts("bottom"),
            fields.texts("top"),
            fields);
    if (layer.name.isEmpty() || type.isEmpty()) {
      throw fields.error("a layer needs a name and a type");
    }
    for (List<String> names : List.of(List.of(layer.name, type), layer.bottoms, layer.tops)) {
      for (String name : names) {
        requireName(fields, name);
      }
    }
    return layer;
  }

  /** Names go into messages and files, so they are to be fit for that. */
  static void requireName(Message fields, String name) throws WeightsException {
    boolean odd = name.codePoints().anyMatch(CaffeLayer::isOdd);
    if (odd || name.isEmpty() || name.length() > LONGEST_NAME) {
      throw fields.error("the name %s is not usable".formatted(Quote.of(name)));
    }
  }

  private static boolean isOdd(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /**
   * Whether the layer is part of the network that scores: Caffe's rules for phase TEST, level 0, no
   * stages.
   */
  boolean isForScoring() throws WeightsException {
    List<Message.Field> include = fields.all("include");
    List<Message.Field> exclude = fields.all("exclude");
    if (!include.isEmpty() && !exclude.isEmpty()) {
      throw error("has rules to include and to exclude it; Caffe takes one or the other");
    }
    return include.isEmpty() ? !anyMet(exclude) : anyMet(include);
  }

  private boolean anyMet(List<Message.Field> rules) throws WeightsException {
    boolean met = false;
    for (Message.Field rule : rules) {
      met |= isMet(fields.message(rule));
    }
    return met;
  }

  private static boolean isMet(Message rule) throws WeightsException {
    String phase = rule.text("phase", "TEST");
    if (!Set.of("TRAIN", "TEST", "0", "1").contains(phase)) {
      throw rule.error("the phase %s is neither TRAIN nor TEST".formatted(Quote.of(phase)));
    }
    boolean met =
        (phase.equals("TEST") || phase.equals("1"))
            && rule.integer("min_level", 0, Integer.MIN_VALUE, Integer.MAX_VALUE) <= 0
            && rule.integer("max_level", 0, Integer.MIN_VALUE, Integer.MAX_VALUE) >= 0
            && rule.all("stage").isEmpty();
    rule.all("not_stage");
    rule.refuseOthers("the rule", Set.of());
    return met;
  }

  boolean isData() {
    return LayerTypes.DATA.contains(type);
  }

  boolean isForTrainingOnly() {
    return LayerTypes.TRAINING_ONLY.contains(type);
  }

  /** Refuses what nobody has read of the layer and of these settings. */
  void refuseOthers(String settings, String... harmless) throws WeightsException {
    fields.message(settings).refuseOthers(settings, Set.of(harmless));
    fields.refuseOthers("layer " + Quote.of(name), TRAINING);
  }

  /** An error at the layer's first line. */
  WeightsException error(String what) {
    return error(fields.line(), what);
  }

  WeightsException error(int line, String what) {
    return fields.error(
        line, "layer %s (%s) %s".formatted(Quote.of(name), Quote.plain(type), what));
  }
}
