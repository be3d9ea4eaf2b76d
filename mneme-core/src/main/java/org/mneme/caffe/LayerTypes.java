package org.mneme.caffe;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of Caffe's layer types. */
final class LayerTypes {
  /** Types that bring images in. What they read from does not matter, only their first top. */
  static final Set<String> DATA =
      Set.of(
          "Input",
          "Data",
          "ImageData",
          "MemoryData",
          "HDF5Data",
          "DummyData",
          "WindowData",
          "AnnotatedData");

  /** Types that only training and testing need: they compare with labels, or write files. */
  static final Set<String> TRAINING_ONLY =
      Set.of(
          "Accuracy",
          "ContrastiveLoss",
          "EuclideanLoss",
          "HDF5Output",
          "HingeLoss",
          "InfogainLoss",
          "MultinomialLogisticLoss",
          "SigmoidCrossEntropyLoss",
          "Silence",
          "SoftmaxWithLoss");

  /** The types of V1 ({@code layers}) in the order of their numbers, and what V2 calls them. */
  private static final List<Map.Entry<String, String>> V1 =
      List.of(
          Map.entry("NONE", "None"),
          Map.entry("ACCURACY", "Accuracy"),
          Map.entry("BNLL", "BNLL"),
          Map.entry("CONCAT", "Concat"),
          Map.entry("CONVOLUTION", "Convolution"),
          Map.entry("DATA", "Data"),
          Map.entry("DROPOUT", "Dropout"),
          Map.entry("EUCLIDEAN_LOSS", "EuclideanLoss"),
          Map.entry("FLATTEN", "Flatten"),
          Map.entry("HDF5_DATA", "HDF5Data"),
          Map.entry("HDF5_OUTPUT", "HDF5Output"),
          Map.entry("IM2COL", "Im2col"),
          Map.entry("IMAGE_DATA", "ImageData"),
          Map.entry("INFOGAIN_LOSS", "InfogainLoss"),
          Map.entry("INNER_PRODUCT", "InnerProduct"),
          Map.entry("LRN", "LRN"),
          Map.entry("MULTINOMIAL_LOGISTIC_LOSS", "MultinomialLogisticLoss"),
          Map.entry("POOLING", "Pooling"),
          Map.entry("RELU", "ReLU"),
          Map.entry("SIGMOID", "Sigmoid"),
          Map.entry("SOFTMAX", "Softmax"),
          Map.entry("SOFTMAX_LOSS", "SoftmaxWithLoss"),
          Map.entry("SPLIT", "Split"),
          Map.entry("TANH", "TanH"),
          Map.entry("WINDOW_DATA", "WindowData"),
          Map.entry("ELTWISE", "Eltwise"),
          Map.entry("POWER", "Power"),
          Map.entry("SIGMOID_CROSS_ENTROPY_LOSS", "SigmoidCrossEntropyLoss"),
          Map.entry("HINGE_LOSS", "HingeLoss"),
          Map.entry("MEMORY_DATA", "MemoryData"),
          Map.entry("ARGMAX", "ArgMax"),
          Map.entry("THRESHOLD", "Threshold"),
          Map.entry("DUMMY_DATA", "DummyData"),
          Map.entry("SLICE", "Slice"),
          Map.entry("MVN", "MVN"),
          Map.entry("ABSVAL", "AbsVal"),
          Map.entry("SILENCE", "Silence"),
          Map.entry("CONTRASTIVE_LOSS", "ContrastiveLoss"),
          Map.entry("EXP", "Exp"),
          Map.entry("DECONVOLUTION", "Deconvolution"));

  private LayerTypes() {}

  /** V2's name of a V1 type, given by name or number; an unknown one stays as it is. */
  static String ofV1(String type) {
    for (int number = 0; number < V1.size(); number++) {
      if (V1.get(number).getKey().equals(type) || String.valueOf(number).equals(type)) {
        return V1.get(number).getValue();
      }
    }
    return type;
  }
}
