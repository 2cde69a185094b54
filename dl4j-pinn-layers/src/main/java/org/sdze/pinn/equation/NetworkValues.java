package org.sdze.pinn.equation;

/**
 * What a network's jet says at one point.
 *
 * @param value N
 * @param alongField q·∇N, q the field of the constraint's factor there
 * @param laplacian ΔN
 * @param squaredGradientNorm ‖∇N‖², or NaN
 */
public record NetworkValues(
    double value, double alongField, double laplacian, double squaredGradientNorm) {}
