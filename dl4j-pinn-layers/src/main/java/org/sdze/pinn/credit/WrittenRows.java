package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.jet.Jet;

/**
 * A Jacobian written out on the host, parameter by parameter, for networks small enough for that.
 * Used by one thread; it can be used again for the next step.
 */
public final class WrittenRows {

  private final int firstLayer;
  private final int rows;
  private final DataType dataType;
  private final List<double[]> weights = new ArrayList<>(); // [rows, in · out], column by column
  private final List<double[]> biases = new ArrayList<>(); // [rows, out]

  /**
   * Zeros.
   *
   * @param layers from the input up
   * @param firstLayer the first one by whose parameters derivatives are wanted
   * @param rows the number of residuals
   */
  public WrittenRows(List<DenseLayer> layers, int firstLayer, int rows) {
    this.firstLayer = firstLayer;
    this.rows = rows;
    this.dataType = layers.get(0).weights().dataType();
    for (DenseLayer layer : layers.subList(firstLayer, layers.size())) {
      weights.add(new double[Math.toIntExact(rows * layer.weights().length())]);
      biases.add(new double[Math.toIntExact(rows * layer.bias().length())]);
    }
  }

  /** The first layer by whose parameters derivatives are wanted. */
  int firstLayer() {
    return firstLayer;
  }

  /** How many arrays there are. */
  public int arrayCount() {
    return weights.size() + biases.size();
  }

  /** The number of residuals. */
  public int rows() {
    return rows;
  }

  /** Begins again. */
  public void clear() {
    weights.forEach(part -> Arrays.fill(part, 0));
    biases.forEach(part -> Arrays.fill(part, 0));
  }

  /** ‖·‖² of every row, {@code [rows]}. */
  public double[] squaredNorms() {
    double[] squares = new double[rows];
    for (List<double[]> parts : List.of(weights, biases)) {
      for (double[] part : parts) {
        for (int i = 0; i < part.length; i++) {
          squares[i % rows] += part[i] * part[i];
        }
      }
    }
    return squares;
  }

  /**
   * By parameter, weights before bias from the first layer up: {@code [rows, in · out]} and {@code
   * [rows, out]}, of the network's type.
   */
  public List<INDArray> arrays() {
    List<INDArray> arrays = new ArrayList<>();
    for (int layer = 0; layer < weights.size(); layer++) {
      arrays.add(HostArrays.matrix(weights.get(layer), rows, dataType));
      arrays.add(HostArrays.matrix(biases.get(layer), rows, dataType));
    }
    return arrays;
  }

  /**
   * Adds the derivatives of some residuals by a layer's parameters: row i of the weights' is Σ
   * in_k(i) c_k(i)ᵀ over all coefficients, that of the bias c_0(i).
   *
   * @param in what enters the layer
   * @param credit c, along the same lines
   * @param first the first residual's place
   * @param stride from one point's residual to the next one's: 1, or 0 for points of one residual
   */
  void add(int layer, Jet in, Jet credit, int first, int stride) {
    double[] values = HostArrays.copy(credit.value());
    int n = credit.value().rows();
    double[] bias = biases.get(layer - firstLayer);
    for (int j = 0; j < credit.value().columns(); j++) {
      for (int i = 0; i < n; i++) {
        bias[j * rows + first + i * stride] += values[j * n + i];
      }
    }
    add(layer, in.value(), values, n, first, stride);
    for (int l = 0; l < in.lines().size(); l++) {
      List<INDArray> coefficients = in.lines().get(l).coefficients();
      for (int k = 0; k < coefficients.size(); k++) {
        INDArray own = credit.lines().get(l).coefficients().get(k);
        add(layer, coefficients.get(k), HostArrays.copy(own), n, first, stride);
      }
    }
  }

  /** Adds the outer products of the rows of two matrices. */
  private void add(int layer, INDArray in, double[] credit, int n, int first, int stride) {
    double[] to = weights.get(layer - firstLayer);
    double[] left = HostArrays.copy(in);
    int inputs = in.columns();
    boolean isShared = in.rows() < n;
    for (int j = 0; j < credit.length / n; j++) {
      for (int a = 0; a < inputs; a++) {
        int at = (j * inputs + a) * rows + first;
        if (!isShared) {
          for (int i = 0; i < n; i++) {
            to[at + i * stride] += left[a * n + i] * credit[j * n + i];
          }
        } else if (left[a] != 0) { // an axis has one component
          for (int i = 0; i < n; i++) {
            to[at + i * stride] += left[a] * credit[j * n + i];
          }
        }
      }
    }
  }
}
