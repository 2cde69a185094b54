package org.sdze.arbiter.score;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;

/** A score of a network trained on an equation, which needs no data. Less is better if not said. */
public interface PinnScore extends ScoreFunction {

  /** The score of a model. */
  double of(PinnModel model);

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

  private PinnModel pinn(Object model) {
    if (model instanceof PinnModel pinn) {
      return pinn;
    }
    throw new IllegalArgumentException(
        Text.format(
            "%s is a score of models that were trained on an equation, was given a %s",
            getClass().getSimpleName(), model.getClass().getSimpleName()));
  }

  @Override
  default boolean minimize() {
    return true;
  }

  @Override
  default List<Class<?>> getSupportedModelTypes() {
    return List.of(PinnModel.class);
  }

  @Override
  default List<Class<?>> getSupportedDataTypes() {
    return List.of();
  }
}
