package org.sdze.pinn.equation;

/**
 * What an equation sees of a function u at one point.
 *
 * @param value u
 * @param laplacian Δu
 * @param squaredGradientNorm ‖∇u‖², or NaN where the equation does not name it
 */
public record OperatorValues(double value, double laplacian, double squaredGradientNorm) {}
