package org.sdze.optimizer.forward;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A chain of dense layers as the optimizer sees it: live views of the parameters and a version that
 * counts their changes.
 *
 * <p>The input scale s says that the first layer's weights W are s times the numbers that are
 * trained: its gradient steps are s² times as large (docs/method.md §4). Owned by one thread.
 */
public final class DenseNetwork {

  private final List<DenseLayer> layers;
  private final double inputScale;
  private long version;

  /**
   * A network of one or more hidden layers and a linear output.
   *
   * @param layers the layers from the input up, each as wide as the next one's input
   * @param inputScale s, positive
   * @throws IllegalArgumentException if there is no hidden layer, the output is not linear with
   *     width 1, or the scale is not positive
   */
  public DenseNetwork(List<DenseLayer> layers, double inputScale) {
    if (layers.size() < 2) {
      throw new IllegalArgumentException(
          "a network needs at least one hidden layer and an output layer, had "
              + layers.size()
              + " layer(s)");
    }
    DenseLayer output = layers.get(layers.size() - 1);
    if (output.outputs() != 1 || output.activation() != Activation.IDENTITY) {
      throw new IllegalArgumentException(
          "the output layer \"%s\" must have one output and the identity activation, had %d and %s"
              .formatted(output.name(), output.outputs(), output.activation()));
    }
    if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
      throw new IllegalArgumentException("input scale must be positive, was " + inputScale);
    }
    this.layers = List.copyOf(layers);
    this.inputScale = inputScale;
  }

  /** The layers from the input up; the last one is the linear output. */
  public List<DenseLayer> layers() {
    return layers;
  }

  /** The first layer, the only one whose size grows with the dimension. */
  public DenseLayer entrance() {
    return layers.get(0);
  }

  /** The linear output layer. */
  public DenseLayer output() {
    return layers.get(layers.size() - 1);
  }

  /** The number of hidden layers, at least 1. */
  public int hiddenLayers() {
    return layers.size() - 1;
  }

  /** The dimension of the input. */
  public long inputs() {
    return entrance().inputs();
  }

  /** The fixed factor s of the input that is folded into the first layer's weights. */
  public double inputScale() {
    return inputScale;
  }

  /** The type of all parameters. */
  public DataType dataType() {
    return entrance().weights().dataType();
  }

  /** All weights and biases, from the input up: live views. */
  public List<INDArray> parameters() {
    List<INDArray> parameters = new ArrayList<>();
    for (DenseLayer layer : layers) {
      parameters.add(layer.weights());
      parameters.add(layer.bias());
    }
    return parameters;
  }

  /** The number of parameters P. */
  public long parameterCount() {
    return parameters().stream().mapToLong(INDArray::length).sum();
  }

  /** A number that differs whenever parameters were changed through {@link #changed}. */
  public long version() {
    return version;
  }

  /** Says that parameters were changed: whatever was derived from them is stale. */
  public void changed() {
    version++;
  }
}
