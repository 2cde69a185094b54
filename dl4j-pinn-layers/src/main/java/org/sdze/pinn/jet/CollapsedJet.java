package org.sdze.pinn.jet;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The coefficients of a function of x at n points, to order 2, w numbers wide: its value, its
 * derivative along a field q(x), which may be x itself, its derivatives along V directions, and the
 * sum of its second derivatives along them. All arrays are in 'f' order, the point running fastest.
 *
 * @param value order 0, {@code [n, w]}
 * @param alongField order 1 along the field, {@code [n, w]}
 * @param alongDirections order 1 along the directions, {@code [n, V, w]}; null where only the
 *     squares are known
 * @param squares Σ_r (order 1 along v_r)², {@code [n, w]} or, the same for all points, {@code [1,
 *     w]}
 * @param second Σ_r (order 2 along v_r), {@code [n, w]}; null stands for 0
 */
public record CollapsedJet(
    INDArray value,
    INDArray alongField,
    @Nullable INDArray alongDirections,
    INDArray squares,
    @Nullable INDArray second) {}
