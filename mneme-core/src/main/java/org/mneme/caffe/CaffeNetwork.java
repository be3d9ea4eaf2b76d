package org.mneme.caffe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.network.Network;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Quote;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/** A network of a Caffe definition, which knows where its tensors are in a {@code .caffemodel}. */
public final class CaffeNetwork {
  /** Each list in a message ends here. */
  private static final int LISTED = 20;

  private final Network network;
  private final List<LayerBlobs> blobs;

  /**
   * @param blobs of all of the definition's layers; those of layers that the network does without
   *     are not needed
   */
  CaffeNetwork(Network network, List<LayerBlobs> blobs) {
    this.network = network;
    this.blobs = List.copyOf(blobs);
  }

  /**
   * Nodes are named after the definition's layers; the last layer is the output.
   *
   * @return a network that can be exported
   */
  public Network network() {
    return network;
  }

  /**
   * {@return the network's tensors, found by the names of their layers as Caffe does it}
   *
   * @param model from {@link CaffeModel#read}; layers that the network lacks are left alone, see
   *     {@link #unused}
   * @throws WeightsException if a blob is missing, misshapen or one too many; the message lists all
   */
  public Map<String, Tensor> weights(Checkpoint model) throws WeightsException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (LayerBlobs layer : blobs) {
      if (!network.names().contains(layer.layer())) {
        continue;
      }
      List<Tensor> found = new ArrayList<>();
      int before = wrong.size();
      for (int i = 0; i < layer.shapes().size(); i++) {
        Shape shape = layer.shapes().get(i);
        String blob = CaffeModel.tensorName(layer.layer(), i);
        Tensor tensor = model.tensors().get(blob);
        if (tensor == null) {
          wrong.add("%s is missing, needed is %s".formatted(blob, shape));
        } else if (!withoutOnes(tensor.shape()).equals(withoutOnes(shape))) {
          wrong.add("%s is %s, not %s".formatted(blob, tensor.shape(), shape));
        } else {
          found.add(new Tensor(tensor.type(), shape, tensor.bytes()));
        }
      }
      String next = CaffeModel.tensorName(layer.layer(), layer.shapes().size());
      if (model.tensors().containsKey(next)) {
        wrong.add("%s is one blob more than the definition has".formatted(next));
      }
      if (wrong.size() == before) {
        put(tensors, layer, found);
      }
    }
    if (!wrong.isEmpty()) {
      throw new WeightsException(
          "%s: does not fit the network '%s': %s%s. Are these the weights of another network?"
              .formatted(
                  model.file(),
                  network.name(),
                  String.join("; ", wrong.subList(0, Math.min(LISTED, wrong.size()))),
                  wrong.size() > LISTED ? " and %d more".formatted(wrong.size() - LISTED) : ""),
          Remedy.of(Action.INSPECT_MODEL, "List its tensors", model.file()));
    }
    return tensors;
  }

  private void put(Map<String, Tensor> tensors, LayerBlobs layer, List<Tensor> found) {
    List<Tensor> arranged = layer.arrangement().of(found);
    List<Parameter> parameters =
        network.nodes().stream()
            .filter(node -> node.name().equals(layer.layer()))
            .findFirst()
            .orElseThrow()
            .layer()
            .parameters();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.put(layer.layer() + "." + parameters.get(i).name(), arranged.get(i));
    }
  }

  /**
   * Layers of the file that hold weights and that the network has no place for, as Caffe allows.
   *
   * @param model from {@link CaffeModel#read}
   * @return names fit for a message, in the file's order; mostly none
   */
  public List<String> unused(Checkpoint model) {
    List<String> unused = new ArrayList<>();
    for (String tensor : model.tensors().keySet()) {
      String layer = tensor.substring(0, tensor.lastIndexOf('.'));
      if (blobs.stream().noneMatch(b -> b.layer().equals(layer)) && !unused.contains(layer)) {
        unused.add(Quote.plain(layer));
      }
    }
    return unused;
  }

  /** The older form has four dimensions always, the first of which are 1 where there are fewer. */
  private static List<Integer> withoutOnes(Shape shape) {
    int from = 0;
    while (from < shape.rank() && shape.dim(from) == 1) {
      from++;
    }
    return shape.dims().subList(from, shape.rank());
  }
}
