package org.sdze.optimizer.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.estimate.ParameterGradient;

/**
 * The mean of independent estimates beside the gradient that it should be.
 *
 * <p>With m estimates the mean of z² over P coordinates, z = (mean − truth) / standard error, is 1
 * in expectation; a bias of one standard error everywhere makes it 2.
 */
public final class MeanOfEstimates {

  private final int estimates;
  private final double exact;
  private final Map<String, INDArray> sums = new LinkedHashMap<>();
  private final Map<String, INDArray> squares = new LinkedHashMap<>();

  /**
   * Of no estimates yet.
   *
   * @param estimates m, how many will be added
   * @param exact the error of differences, added to each standard error
   */
  public MeanOfEstimates(int estimates, double exact) {
    this.estimates = estimates;
    this.exact = exact;
  }

  /** Adds the part of an estimate that belongs to a layer. */
  public void add(LayerGradient gradient) {
    for (int k = 0; k < gradient.gradients().size(); k++) {
      Parameter parameter = gradient.layer().parameters().get(k);
      ParameterGradient part = gradient.gradients().get(k);
      // A step of size 1 subtracts the gradient, in whatever coordinates it lives.
      INDArray before = parameter.matrix().dup('f');
      part.step(1);
      INDArray written = before.sub(parameter.matrix());
      parameter.matrix().assign(before);
      sums.merge(parameter.name(), written, INDArray::add);
      squares.merge(parameter.name(), written.mul(written), INDArray::add);
    }
  }

  /**
   * What is wrong with the mean; empty for nothing.
   *
   * @param truths by parameter, as the matrices that these are
   */
  public String fault(Map<String, INDArray> truths) {
    assertEquals(truths.keySet(), sums.keySet());
    double total = 0;
    double count = 0;
    double largest = 0;
    for (Map.Entry<String, INDArray> entry : truths.entrySet()) {
      INDArray mean = sums.get(entry.getKey()).div(estimates);
      INDArray variance = squares.get(entry.getKey()).div(estimates).sub(mean.mul(mean));
      for (long i = 0; i < mean.rows(); i++) {
        for (long j = 0; j < mean.columns(); j++) {
          double error = mean.getDouble(i, j) - entry.getValue().getDouble(i, j);
          double se = Math.sqrt(Math.max(0, variance.getDouble(i, j)) / estimates) + exact;
          total += error * error / (se * se);
          largest = Math.max(largest, Math.abs(error) / se);
          count++;
        }
      }
    }
    return total / count < 1.5 && largest < 6
        ? ""
        : "mean z² %.2f over %.0f coordinates, largest |z| %.1f"
            .formatted(total / count, count, largest);
  }
}
