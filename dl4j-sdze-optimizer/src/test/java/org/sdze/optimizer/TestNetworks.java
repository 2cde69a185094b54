package org.sdze.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/** Networks for tests, drawn from a key, and what tests ask of their parameters. */
public final class TestNetworks {

  private TestNetworks() {}

  /** Independent standard normal numbers. */
  public static INDArray gaussian(RandomKey key, DataType type, long rows, long columns) {
    INDArray matrix = Nd4j.createUninitialized(type, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(key, matrix);
    return matrix;
  }

  /**
   * A network with weights of variance 1/inputs and biases of deviation ½.
   *
   * @param widths d and the widths of the hidden layers; the output of width 1 is added
   */
  public static DenseNetwork create(
      DataType type, Activation activation, RandomKey key, int... widths) {
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k < widths.length; k++) {
      boolean output = k + 1 == widths.length;
      int out = output ? 1 : widths[k + 1];
      layers.add(
          new DenseLayer(
              "layer" + k,
              gaussian(key.index(2L * k), type, widths[k], out).divi(Math.sqrt(widths[k])),
              gaussian(key.index(2L * k + 1), type, 1, out).muli(0.5),
              output ? Activation.IDENTITY : activation));
    }
    return new DenseNetwork(layers, 1);
  }

  /** An initialised DL4J network of tanh units, the generator put back. */
  public static MultiLayerNetwork ofLayers(IUpdater updater, InputType input, Layer... layers) {
    return UntouchedGlobals.puttingBack(
        () -> {
          NeuralNetConfiguration.ListBuilder list =
              new NeuralNetConfiguration.Builder()
                  .seed(5)
                  .activation(org.nd4j.linalg.activations.Activation.TANH)
                  .updater(updater)
                  .list();
          for (Layer layer : layers) {
            list.layer(layer);
          }
          MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
          network.init();
          return network;
        });
  }

  /** Copies of all parameters. */
  public static List<INDArray> copy(DenseNetwork network) {
    return network.parameters().stream().map(parameter -> parameter.dup('f')).toList();
  }

  /** The raw bits of an array's numbers; its own {@code equals} allows for differences. */
  public static long[] bits(INDArray array) {
    return java.util.Arrays.stream(array.castTo(DataType.DOUBLE).dup('f').data().asDouble())
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  /** The raw bits of all parameters. */
  public static long[] bits(DenseNetwork network) {
    return network.parameters().stream()
        .flatMapToLong(
            parameter ->
                parameter.dataType() == DataType.DOUBLE
                    ? java.util.Arrays.stream(parameter.dup('f').data().asDouble())
                        .mapToLong(Double::doubleToRawLongBits)
                    : floatBits(parameter.dup('f').data().asFloat()))
        .toArray();
  }

  private static java.util.stream.LongStream floatBits(float[] numbers) {
    return java.util.stream.IntStream.range(0, numbers.length)
        .mapToLong(i -> Float.floatToRawIntBits(numbers[i]));
  }

  /** ‖a − b‖ / ‖b‖. */
  public static double relativeDifference(INDArray a, INDArray b) {
    return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
  }
}
