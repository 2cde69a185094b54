package org.sdze.optimizer.subspace;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;

/** The mean of (N(x) − y)² over a few points, for a tanh network, by its forward pass. */
final class MeanSquare implements Objective {

  private final INDArray points;
  private final double[] targets;

  MeanSquare(RandomKey key, int samples, long dimension, DataType type) {
    points = TestNetworks.gaussian(key.index(0), type, samples, dimension);
    targets = HostArrays.copy(TestNetworks.gaussian(key.index(1), type, samples, 1));
  }

  @Override
  public int samples() {
    return targets.length;
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = new double[samples()];
    double[][] x = HostArrays.rows(points);
    for (int i = 0; i < losses.length; i++) {
      double[] y = x[i];
      for (DenseLayer layer : network.layers()) {
        double[][] w = HostArrays.rows(layer.weights());
        double[] b = HostArrays.copy(layer.bias());
        double[] next = b.clone();
        for (int j = 0; j < next.length; j++) {
          for (int k = 0; k < y.length; k++) {
            next[j] += y[k] * w[k][j];
          }
          next[j] = layer.activation() == Activation.IDENTITY ? next[j] : Math.tanh(next[j]);
        }
        y = next;
      }
      losses[i] = (y[0] - targets[i]) * (y[0] - targets[i]);
    }
    return losses;
  }

  double loss(DenseNetwork network) {
    double sum = 0;
    for (double loss : losses(network)) {
      sum += loss;
    }
    return sum / samples();
  }
}
