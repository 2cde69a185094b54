package org.sdze.optimizer.forward;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link LinearUse} that also evaluates its layer. Stateless, thread-safe. */
public interface LinearMap extends LinearUse {

  /**
   * Whether an input is as large as weights ask for.
   *
   * @param weights W, {@code [rows, outputs]}
   */
  boolean fits(INDArray input, INDArray weights);

  /**
   * z = f(x) W + b, a new array in 'c' order.
   *
   * @param input x; it {@link #fits}
   * @param weights W, {@code [rows, outputs]}
   * @param bias b, {@code [1, outputs]}; null where nothing is added
   */
  INDArray values(INDArray input, INDArray weights, @Nullable INDArray bias);
}
