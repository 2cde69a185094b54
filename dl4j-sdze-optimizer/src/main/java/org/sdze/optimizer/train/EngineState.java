package org.sdze.optimizer.train;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an {@link Engine} remembers between steps: no generator and no bases, which keys make again.
 * Its arrays are live: they are written, or copied, before the next step.
 *
 * @param recentLosses the guard's: the last accepted losses
 * @param goodParameters the guard's copy of the parameters that it would bring back, those from
 *     before the last step; empty if none
 * @param goodLoss their loss
 * @param rejected how many steps it undid lately
 * @param acceptedSince how many it did not, since then
 * @param dampingFactor the factor of the damping that it asks for
 * @param velocity the buffer of Gauss–Newton's momentum, an array a parameter; empty if none
 * @param moments the arrays of a first-order rule, by parameter; empty if none
 * @param momentsEpoch the refresh interval that they belong to
 * @param momentsSince the step at which they began
 * @param watch by what the guard notices that somebody else has changed the parameters; empty for
 *     nothing, so that it won't
 */
public record EngineState(
    List<Double> recentLosses,
    List<INDArray> goodParameters,
    double goodLoss,
    int rejected,
    int acceptedSince,
    double dampingFactor,
    List<INDArray> velocity,
    List<List<INDArray>> moments,
    long momentsEpoch,
    long momentsSince,
    List<Double> watch) {}
