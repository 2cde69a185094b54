package org.sdze.pinn.equation;

/**
 * What is known at one point of the factor w of a trial function, ∇w = s q for a field q.
 *
 * @param value w
 * @param slope s
 * @param laplacian Δw
 * @param squaredGradientNorm ‖∇w‖²; of no meaning where the equation does not ask for ‖∇u‖²
 */
public record FactorValues(
    double value, double slope, double laplacian, double squaredGradientNorm) {

  /** w = 1 − ‖x‖² with q = x: ∇w = −2x, Δw = −2d. */
  public static FactorValues unitBall(double squaredRadius, int dimension) {
    return new FactorValues(1 - squaredRadius, -2, -2.0 * dimension, 4 * squaredRadius);
  }

  /** w N. */
  public double valueOf(NetworkValues network) {
    return value * network.value();
  }

  /** Δ(wN) = w ΔN + 2s q·∇N + N Δw. */
  public double laplacianOf(NetworkValues network) {
    return value * network.laplacian()
        + 2 * slope * network.alongField()
        + laplacian * network.value();
  }

  /** ‖∇(wN)‖² = w²‖∇N‖² + 2s w N q·∇N + N²‖∇w‖². */
  public double squaredGradientNormOf(NetworkValues network) {
    double n = network.value();
    return value * value * network.squaredGradientNorm()
        + 2 * slope * value * n * network.alongField()
        + n * n * squaredGradientNorm;
  }
}
