package org.sdze.optimizer.step;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A rule that turns a gradient into a change, coordinate by coordinate of one parameter. */
public sealed interface FirstOrderRule extends StepRule permits Sgd, Adam, FactoredMoments {

  /** The state that the rule keeps for one parameter. */
  @FunctionalInterface
  interface State {
    /**
     * Turns rows {@code from} and following of a gradient into the change to subtract at learning
     * rate 1, in place. Tiles of one step come in order, each row once.
     *
     * @param gradient {@code [rows of the tile, columns]}
     * @param step the step, from 0
     */
    void transform(INDArray gradient, long from, long step);
  }

  /**
   * Fresh state for a parameter of that shape.
   *
   * @param like any array of the parameter's type
   */
  State state(long rows, long columns, INDArray like);
}
