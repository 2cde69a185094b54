package org.sdze.optimizer;

import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.samediff.GraphTraining;
import org.sdze.optimizer.train.TrainingState;

/** What an updater trains, and so whose state is saved with it. */
sealed interface Run {

  /** What training remembers, as text; null for nothing. */
  @Nullable String state();

  /** Of a network that was attached. */
  record OfNetwork(Model network) implements Run {
    @Override
    public @Nullable String state() {
      return ForwardTraining.state(network);
    }
  }

  /** Of a graph that was fitted: the last {@code fit} remembers. */
  record OfGraph(SameDiff graph, GraphTraining training) implements Run {
    @Override
    public @Nullable String state() {
      TrainingState state = training.state();
      return state == null ? null : state.text();
    }
  }
}
