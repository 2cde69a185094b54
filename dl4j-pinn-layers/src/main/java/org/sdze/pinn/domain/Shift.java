package org.sdze.pinn.domain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/**
 * The translation x ↦ x + length · e_axis, by which a periodic condition pairs points.
 *
 * @param axis from 0
 * @param length any finite number but 0
 */
public record Shift(int axis, double length) {

  public Shift {
    Argument.notNegative("axis", axis);
    if (!Double.isFinite(length) || length == 0) {
      throw Argument.refused("a period must be a number other than 0, was %s", length);
    }
  }

  /**
   * The partners of points.
   *
   * @param points {@code [n, d]}; left as they are
   * @return a new array, 'f' order
   */
  public INDArray of(INDArray points) {
    INDArray partners = points.dup('f');
    partners.getColumn(axis).addi(length);
    return partners;
  }
}
