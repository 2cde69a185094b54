package org.sdze.pinn.jet;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The jet of what enters a layer from those that feed it.
 *
 * @param value {@code [n, in]}
 * @param alongField {@code [n, in]}
 * @param second {@code [n, in]}
 * @param alongDirections {@code [n, V, in]}; null where the directions are not followed
 */
public record JetInput(
    INDArray value, INDArray alongField, INDArray second, @Nullable INDArray alongDirections) {}
