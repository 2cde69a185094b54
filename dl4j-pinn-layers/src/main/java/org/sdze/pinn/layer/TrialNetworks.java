package org.sdze.pinn.layer;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Extent;

/**
 * Plain DL4J networks with the initial values that suit the reference problems (docs/method.md §4).
 *
 * <p>With one hidden layer: weights of variance 1/d, biases of deviation ½, output weights of
 * variance 1/h. With more: Glorot's variances times s², no biases. The first layer's weights
 * contain the input's scale s, so that the network stays one that any DL4J program can read. With
 * one hidden layer what is trained starts smaller by s: there the scale changes the steps alone,
 * not the start.
 */
public final class TrialNetworks {

  private TrialNetworks() {}

  /**
   * A network [d, width, …, width, 1] for inputs of unit scale, initialised from the key alone.
   *
   * @param dimension d, at least 1
   * @param width the width of each hidden layer, at least 1
   * @param depth the number of hidden layers, at least 1
   * @param activation of the hidden layers
   * @param dataType FLOAT or DOUBLE
   * @param inputScale s, positive
   * @param key the run's key
   */
  public static MultiLayerNetwork create(
      int dimension,
      int width,
      int depth,
      IActivation activation,
      DataType dataType,
      double inputScale,
      RandomKey key) {
    return create(dimension, width, depth, 1, null, activation, dataType, inputScale, key);
  }

  /**
   * A network [d, width, …, width, m], initialised from the key alone.
   *
   * @param dimension d, at least 1
   * @param width the width of each hidden layer, at least 1
   * @param depth the number of hidden layers, at least 1
   * @param outputs m, at least 1
   * @param extent the box that inputs lie in: the first layer's initial values bring them to unit
   *     scale; null if they are of unit scale
   * @param activation of the hidden layers
   * @param dataType FLOAT or DOUBLE
   * @param inputScale s, positive
   * @param key the run's key
   */
  public static MultiLayerNetwork create(
      int dimension,
      int width,
      int depth,
      int outputs,
      @Nullable Extent extent,
      IActivation activation,
      DataType dataType,
      double inputScale,
      RandomKey key) {
    Argument.atLeastOne("dimension", dimension);
    Argument.atLeastOne("width", width);
    Argument.atLeastOne("depth", depth);
    Argument.given("activation", activation);
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("data type must be FLOAT or DOUBLE, was " + dataType);
    }
    Argument.positive("input scale", inputScale);
    Argument.given("key", key);
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .dataType(dataType)
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .list();
    for (int k = 0; k < depth; k++) {
      layers.layer(
          new DenseLayer.Builder()
              .name("dense" + k)
              .nIn(k == 0 ? dimension : width)
              .nOut(width)
              .activation(activation)
              .build());
    }
    MultiLayerConfiguration configuration =
        layers
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .name("output")
                    .nIn(width)
                    .nOut(Argument.atLeastOne("outputs", outputs))
                    .activation(new ActivationIdentity())
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    DenseNetwork dense = DenseNetworks.of(network, inputScale);
    initialize(dense, key.purpose(Purpose.INITIALIZATION));
    if (extent != null) {
      bringToUnitScale(dense.entrance(), extent);
    }
    return network;
  }

  private static void initialize(DenseNetwork network, RandomKey key) {
    boolean single = network.hiddenLayers() == 1;
    for (int k = 0; k < network.layers().size(); k++) {
      org.sdze.optimizer.forward.DenseLayer layer = network.layers().get(k);
      double in = layer.inputs();
      double out = layer.outputs();
      boolean hidden = k > 0 && k < network.hiddenLayers();
      double variance = single || hidden ? 1 / in : 2 / (in + out);
      double scale = k == 0 && !single ? network.inputScale() : 1;
      gaussian(key.index(2L * k), layer.weights(), scale * Math.sqrt(variance));
      if (single && k == 0) {
        gaussian(key.index(2L * k + 1), layer.bias(), 0.5);
      }
    }
    network.changed();
  }

  private static void gaussian(RandomKey key, INDArray target, double deviation) {
    KeyedDraws.gaussian(key, target);
    target.muli(deviation);
  }

  /** z(x) becomes z((x − c)/e), e being what a coordinate scatters by. */
  private static void bringToUnitScale(
      org.sdze.optimizer.forward.DenseLayer entrance, Extent extent) {
    for (int axis = 0; axis < extent.dimension(); axis++) {
      INDArray row = entrance.weights().getRow(axis, true);
      row.muli(Math.sqrt(3) / extent.half(axis));
      entrance.bias().subi(row.mul(extent.centre(axis)));
    }
  }
}
