package org.sdze.optimizer.samediff;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.network.Parameter;

/** Makes a parameter of a variable of a graph. */
@FunctionalInterface
public interface VariableParameter {

  /**
   * The parameter.
   *
   * @param matrix a view of the variable's array as a matrix; null for the usual one
   */
  Parameter of(String variable, @Nullable INDArray matrix);
}
