package org.sdze.optimizer.step;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A rule that turns a gradient into a change, coordinate by coordinate of one parameter. */
public sealed interface FirstOrderRule extends StepRule permits Sgd, Adam, FactoredMoments {

  /** The state that the rule keeps for one parameter. */
  interface State {
    /**
     * Turns rows {@code from} and following of a gradient into the change to subtract at learning
     * rate 1, in place. Tiles of one step come in order, each row once.
     *
     * @param gradient {@code [rows of the tile, columns]}
     * @param step the step, from 0
     */
    void transform(INDArray gradient, long from, long step);

    /** The arrays that the state consists of: live, for saving and restoring. */
    List<INDArray> arrays();

    /**
     * Says that the arrays were restored as they were after a step.
     *
     * @param step the last step that was transformed, from 0
     */
    default void resumeAfter(long step) {}
  }

  /**
   * Fresh state for a parameter of that shape.
   *
   * @param like any array of the parameter's type
   */
  State state(long rows, long columns, INDArray like);

  /** The numbers that the state of a parameter of that shape holds. */
  long numbers(long rows, long columns);

  /**
   * The state that was saved for a parameter of that shape.
   *
   * @param saved as {@link State#arrays} gave it
   * @param step the last step that was transformed, from 0
   * @return null if the arrays are not such a state
   */
  default @Nullable State resume(
      List<INDArray> saved, long rows, long columns, INDArray like, long step) {
    State state = state(rows, columns, like);
    List<INDArray> arrays = state.arrays();
    if (step < 0 || arrays.size() != saved.size()) {
      return null;
    }
    for (int k = 0; k < saved.size(); k++) {
      if (!arrays.get(k).equalShapes(saved.get(k))) {
        return null;
      }
      arrays.get(k).assign(saved.get(k));
    }
    state.resumeAfter(step);
    return state;
  }
}
