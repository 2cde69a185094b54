package org.sdze.arbiter.score;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.solve.Solve;

/** A score of a network trained on an equation, which needs no data. Less is better if not said. */
public interface PinnScore extends ScoreFunction {

  /** The score of a solve where it stands. */
  double of(Solve solve);

  /**
   * Trains until a part of the budget is spent, or the score is known; at once if it is already.
   *
   * @param progress the part, in (0, 1]
   * @throws org.sdze.optimizer.train.DivergenceException if training cannot go on
   */
  default void train(Solve solve, double progress) {
    solve.runTo(progress);
  }

  @Override
  @SuppressWarnings("deprecation") // DataProvider, which Arbiter's interface still has
  default double score(
      Object model, @Nullable DataProvider provider, @Nullable Map<String, Object> dataParameters) {
    return of(pinn(model));
  }

  @Override
  default double score(
      Object model, @Nullable Class<? extends DataSource> source, @Nullable Properties properties) {
    return of(pinn(model));
  }

  private Solve pinn(Object model) {
    if (model instanceof Solve pinn) {
      return pinn;
    }
    throw Argument.refused(
        "%s is a score of models that were trained on an equation, was given a %s",
        getClass().getSimpleName(), model.getClass().getSimpleName());
  }

  @Override
  default boolean minimize() {
    return true;
  }

  @Override
  default List<Class<?>> getSupportedModelTypes() {
    return List.of(Solve.class);
  }

  @Override
  default List<Class<?>> getSupportedDataTypes() {
    return List.of();
  }
}
