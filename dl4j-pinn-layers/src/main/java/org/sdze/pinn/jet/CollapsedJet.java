package org.sdze.pinn.jet;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The coefficients of a function of x at n points, to order 2, w numbers wide: its value, its
 * derivative along a field q(x), which may be x itself, its derivatives along V directions, and the
 * sum of its second derivatives along them. All arrays are in 'f' order, the point running fastest;
 * where units are moved one at a time, J of them stand beside every point, {@code [n, J, w]}.
 *
 * @param value order 0, {@code [n, w]}
 * @param alongField order 1 along the field, {@code [n, w]}
 * @param alongDirections order 1 along the directions, {@code [n, V, w]}; null where they are not
 *     followed one by one
 * @param squares Σ_r (order 1 along v_r)², {@code [n, w]} or, the same for all points, {@code [1,
 *     w]}; null where no activation will ask for it
 * @param second Σ_r (order 2 along v_r), {@code [n, w]}; null stands for 0
 */
public record CollapsedJet(
    INDArray value,
    INDArray alongField,
    @Nullable INDArray alongDirections,
    @Nullable INDArray squares,
    @Nullable INDArray second) {

  /** A jet that enters or leaves a layer, of which nobody asks the squares. */
  public CollapsedJet(
      INDArray value,
      INDArray alongField,
      @Nullable INDArray alongDirections,
      @Nullable INDArray second) {
    this(value, alongField, alongDirections, null, second);
  }

  /** The same done to every coefficient but the squares, such as a product with weights. */
  public CollapsedJet map(UnaryOperator<INDArray> linear) {
    return new CollapsedJet(
        linear.apply(value),
        linear.apply(alongField),
        alongDirections == null ? null : linear.apply(alongDirections),
        second == null ? null : linear.apply(second));
  }
}
