package org.sdze.pinn.operator;

/**
 * A differential operator that an equation reads the value of, at every point. Two that are equal
 * have the same value. Source: docs/method.md §2.
 */
public sealed interface Operator
    permits Biharmonic,
        Combination,
        Laplacian,
        Mixed,
        Partial,
        SquaredGradientNorm,
        Value,
        WeightedTrace {

  /** The highest order of the derivatives in it. */
  int order();
}
