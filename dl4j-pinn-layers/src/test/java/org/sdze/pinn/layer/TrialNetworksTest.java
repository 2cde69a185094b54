package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.dl4j.ActivationSine;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.jet.JetPass;
import org.sdze.testing.UntouchedGlobals;

class TrialNetworksTest {

  private static final RandomKey KEY = RandomKey.root(4);

  static Stream<IActivation> activations() {
    return Stream.concat(
        Stream.of(new ActivationSine()),
        Stream.of(
                Activation.TANH,
                Activation.SOFTPLUS,
                Activation.SIGMOID,
                Activation.SWISH,
                Activation.GELU,
                Activation.CUBE,
                Activation.IDENTITY)
            .map(Activation::getActivationFunction));
  }

  private static MultiLayerNetwork create(
      int d, int width, int depth, IActivation activation, DataType type, double scale) {
    return UntouchedGlobals.puttingBack(
        () -> TrialNetworks.create(d, width, depth, activation, type, scale, KEY));
  }

  /** What a jet pass calls N is what DL4J's own forward pass computes, for every activation. */
  @ParameterizedTest
  @MethodSource("activations")
  void jetValuesAreTheOutputOfDl4j(IActivation activation) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (int depth = 1; depth <= 3; depth++) {
        MultiLayerNetwork network = create(6, 5, depth, activation, type, 2);
        DenseNetwork view = DenseNetworks.of(network, 2);
        for (DenseLayer layer : view.layers()) { // biases count too
          layer.bias().assign(TestNetworks.gaussian(KEY, type, 1, layer.outputs()).muli(0.3));
        }
        INDArray x = TestNetworks.gaussian(KEY.index(1), type, 20, 6);
        double[] jets =
            new JetPass(
                    view,
                    x,
                    SpanDirections.all()
                        .draw(KEY, 6, new Workspace(type))
                        .through(new SpanFactor(view)),
                    false,
                    new Workspace(type))
                .output()
                .value();
        double[] outputs = HostArrays.copy(network.output(x.dup('c')));
        double size = Math.max(1, Arrays.stream(outputs).map(Math::abs).max().orElseThrow());
        assertArrayEquals(outputs, jets, (type == DataType.FLOAT ? 1e-6 : 1e-12) * size);
      }
    }
  }

  /** Some 20,000 weights: their variance is known to 1 %, and the bound is 5 %. */
  @Test
  void initialVariancesAreThoseOfTheMethod() {
    DenseNetwork one =
        DenseNetworks.of(create(100, 200, 1, new ActivationTanH(), DataType.FLOAT, 3), 3);
    assertEquals(1.0 / 100, variance(one.entrance().weights()), 0.05 / 100);
    assertEquals(0.25, variance(one.entrance().bias()), 4 * 0.25 * Math.sqrt(2.0 / 200));
    assertEquals(1.0 / 200, variance(one.output().weights()), 4.0 / 200 * Math.sqrt(2.0 / 200));
    assertEquals(0, variance(one.output().bias()));
    DenseNetwork two =
        DenseNetworks.of(create(100, 200, 2, new ActivationTanH(), DataType.FLOAT, 3), 3);
    assertEquals(9 * 2.0 / 300, variance(two.entrance().weights()), 0.05 * 9 * 2 / 300);
    assertEquals(0, variance(two.entrance().bias()));
    assertEquals(1.0 / 200, variance(two.layers().get(1).weights()), 0.05 / 200);
    assertEquals(2.0 / 201, variance(two.output().weights()), 4 * 2.0 / 201 * Math.sqrt(2.0 / 200));
  }

  private static double variance(INDArray numbers) {
    double[] copy = HostArrays.copy(numbers);
    return Arrays.stream(copy).map(x -> x * x).sum() / copy.length;
  }

  @Test
  void theKeyAloneNamesTheParameters() {
    MultiLayerNetwork first = create(9, 5, 2, new ActivationTanH(), DataType.FLOAT, 1);
    assertEquals(first.params(), create(9, 5, 2, new ActivationTanH(), DataType.FLOAT, 1).params());
    MultiLayerNetwork other =
        UntouchedGlobals.puttingBack(
            () ->
                TrialNetworks.create(
                    9, 5, 2, new ActivationTanH(), DataType.FLOAT, 1, RandomKey.root(5)));
    assertFalse(first.params().equals(other.params()));
  }

  @Test
  void anyDl4jProgramCanReadIt() throws IOException {
    for (IActivation activation : activations().toList()) {
      MultiLayerNetwork network = create(9, 5, 2, activation, DataType.FLOAT, 3);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, bytes, true);
      MultiLayerNetwork read = UntouchedGlobals.puttingBack(() -> restored(bytes.toByteArray()));
      INDArray x = TestNetworks.gaussian(KEY, DataType.FLOAT, 4, 9);
      assertEquals(network.output(x), read.output(x));
      assertEquals(network.params(), read.params());
    }
  }

  private static MultiLayerNetwork restored(byte[] bytes) {
    try {
      return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
