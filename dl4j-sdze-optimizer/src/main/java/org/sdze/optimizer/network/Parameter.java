package org.sdze.optimizer.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * One trainable parameter array of a network.
 *
 * @param name the layer's name, an underscore, and the parameter's own: unique in the network
 * @param matrix a live view, {@code [rows, columns]}
 * @param regularization what is added to its gradient or its change
 * @param rate how its learning rate follows iterations and epochs
 */
public record Parameter(
    String name, INDArray matrix, List<Regularization> regularization, Rate rate) {

  /** A learning rate that may follow a schedule. */
  @FunctionalInterface
  public interface Rate {
    /** The rate, not negative. */
    double at(int iteration, int epoch);
  }

  public Parameter {
    regularization = List.copyOf(regularization);
  }

  /**
   * The same parameter as another matrix.
   *
   * @param other a view of the same array; null for this one's
   */
  public Parameter with(@Nullable INDArray other) {
    return other == null ? this : new Parameter(name, other, regularization, rate);
  }
}
