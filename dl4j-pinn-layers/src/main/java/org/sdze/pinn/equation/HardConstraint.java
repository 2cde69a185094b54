package org.sdze.pinn.equation;

/**
 * A trial function u = w N that satisfies the boundary condition whatever the network N is: from
 * the values of N at a point to those of u, by the product rule (docs/method.md §2b). Stateless.
 */
public interface HardConstraint {

  /**
   * What a network's jet says at one point.
   *
   * @param value N
   * @param alongPoint x·∇N
   * @param laplacian ΔN
   * @param squaredGradientNorm ‖∇N‖², or NaN
   */
  record NetworkValues(
      double value, double alongPoint, double laplacian, double squaredGradientNorm) {}

  /** The factor w at a point with that ‖x‖². */
  double factor(double squaredRadius);

  /**
   * The values of u at a point.
   *
   * @param network the values of N there
   * @param squaredRadius ‖x‖²
   * @param dimension d
   */
  OperatorValues apply(NetworkValues network, double squaredRadius, int dimension);

  /** u = N: no condition. */
  static HardConstraint none() {
    return Free.INSTANCE;
  }

  /** u = (1 − ‖x‖²) N, zero on the unit sphere. */
  static HardConstraint unitBall() {
    return Ball.INSTANCE;
  }

  /** The constraint that asks for nothing. */
  enum Free implements HardConstraint {
    /** The only one. */
    INSTANCE;

    @Override
    public double factor(double squaredRadius) {
      return 1;
    }

    @Override
    public OperatorValues apply(NetworkValues network, double squaredRadius, int dimension) {
      return new OperatorValues(
          network.value(), network.laplacian(), network.squaredGradientNorm());
    }
  }

  /** The constraint of the unit ball. */
  enum Ball implements HardConstraint {
    /** The only one. */
    INSTANCE;

    @Override
    public double factor(double squaredRadius) {
      return 1 - squaredRadius;
    }

    /** ∇w = −2x, Δw = −2d. */
    @Override
    public OperatorValues apply(NetworkValues network, double squaredRadius, int dimension) {
      double w = 1 - squaredRadius;
      double n = network.value();
      return new OperatorValues(
          w * n,
          w * network.laplacian() - 4 * network.alongPoint() - 2.0 * dimension * n,
          w * w * network.squaredGradientNorm()
              - 4 * w * n * network.alongPoint()
              + 4 * n * n * squaredRadius);
    }
  }
}
