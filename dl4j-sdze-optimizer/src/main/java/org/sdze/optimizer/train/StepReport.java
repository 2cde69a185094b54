package org.sdze.optimizer.train;

/**
 * What a step did.
 *
 * @param step its number
 * @param loss the loss on the step's own points before the parameters changed
 * @param learningRate η of the step
 * @param damping λ of the step; NaN where the rule has none
 * @param accepted false where the loss had risen too far, and the step went back instead
 */
public record StepReport(
    long step, double loss, double learningRate, double damping, boolean accepted) {}
