package org.sdze.pinn.equation;

/** A spatial operator that an equation may ask for. */
public enum SpatialOperator {
  /** u itself. */
  VALUE,
  /** Δu, the sum of the second derivatives. */
  LAPLACIAN,
  /** ‖∇u‖². */
  SQUARED_GRADIENT_NORM
}
