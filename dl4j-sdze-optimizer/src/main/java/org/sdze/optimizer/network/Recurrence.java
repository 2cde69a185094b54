package org.sdze.optimizer.network;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a recurrent layer did in a pass: z = x W + h R + b of every time step, and of an LSTM
 *
 * <pre>
 * c_t = f c_{t−1} + g a,   h_t = o σ(c_t),   a = σ(z_a),   f, o, g = gate(z_f), gate(z_o), gate(z_g).
 * </pre>
 *
 * Rows t · n + i are of time step t of sample i.
 *
 * @param preActivations z, {@code [time · n, gates · out]}, an LSTM's in the order a, f, o, g
 * @param recurrentWeights R, {@code [out, gates · out]}
 * @param unit σ, applied to an array elementwise
 * @param gate the gates' function; null for a layer without, h_t = σ(z_t)
 * @param live what h and c are multiplied by, {@code [n, time]}; null where nothing is masked
 * @param credit of h, {@code [time · n, out]}
 */
public record Recurrence(
    INDArray preActivations,
    INDArray recurrentWeights,
    UnaryOperator<INDArray> unit,
    @Nullable UnaryOperator<INDArray> gate,
    @Nullable INDArray live,
    INDArray credit) {}
