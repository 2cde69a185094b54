package org.sdze.pinn.operator;

import java.util.List;

/** Directions along which jets of one order are carried through a network together. */
public sealed interface Bundle {

  /** The order of the jets. */
  int order();

  /**
   * Directions that fill the space of some axes, such as a law of directions draws: Σ v vᵀ = 1
   * there, exactly or in the mean.
   *
   * @param axes the space
   * @param order of the jets
   * @param collapsed whether the sum over the directions of the highest coefficient is all that is
   *     asked of them, so that it is carried instead of its terms
   */
  record Filling(Axes axes, int order, boolean collapsed) implements Bundle {}

  /**
   * Directions that are known beforehand.
   *
   * @param directions each once
   * @param order of the jets
   */
  record Fixed(List<Direction> directions, int order) implements Bundle {}
}
