package org.sdze.pinn.equation;

/**
 * What a network's jet says at one point.
 *
 * @param value N
 * @param alongField q·∇N, q the field of the constraint's factor there
 * @param laplacian ΔN
 * @param squaredGradientNorm ‖∇N‖², or NaN
 * @param alongAddend ∇g·∇N, g the constraint's addend; 0 where there is none, or the equation does
 *     not ask for ‖∇u‖²
 */
public record NetworkValues(
    double value,
    double alongField,
    double laplacian,
    double squaredGradientNorm,
    double alongAddend) {

  /** Those beside a constraint without an addend. */
  public NetworkValues(
      double value, double alongField, double laplacian, double squaredGradientNorm) {
    this(value, alongField, laplacian, squaredGradientNorm, 0);
  }
}
