package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sensitivities of a batch to some units of one hidden layer.
 *
 * <p>A jet is a Taylor expansion, so the sensitivities to a unit's higher coefficients follow from
 * how the outputs change when its order-0 pre-activation z_j moves (docs/method.md §4c): with T =
 * ∂N/∂z_j and H_r = ∂(v_r·∇N)/∂z_j,
 *
 * <pre>∂r/∂z_x = r_x T,   ∂r/∂z_Δ = r_Δ T,   ∂r/∂z_r = 2 r_Δ H_r + r_r T.</pre>
 *
 * @param units the units j, increasing
 * @param residual ∂r/∂z_j, {@code [n, J]}
 * @param value T, {@code [n, J]}
 * @param alongDirections H, {@code [n, J, V]}; null where it is not needed written out
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
public record LayerCredit(
    int[] units, INDArray residual, INDArray value, @Nullable INDArray alongDirections) {}
