package org.sdze.optimizer;

import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.sdze.optimizer.network.NetworkTrainer;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.samediff.GraphTraining;

/**
 * Trains SameDiff graphs from executions of their forward operations alone: no gradient function is
 * built, so that a graph may hold operations without one.
 *
 * <p>All variables of type {@code VARIABLE} move together in the low-rank subspace ({@code
 * docs/optimizer.md}); the graph's training configuration says how data maps to placeholders, and
 * holds regularization and the updater, which must be {@link Sdze}.
 */
public final class SdzeSameDiff {

  private SdzeSameDiff() {}

  /**
   * Trains for some epochs.
   *
   * @param lossVariable the name of the loss: a scalar, or one number a sample
   * @return the losses, as DL4J's own {@code fit} gives them
   * @throws IllegalArgumentException if the graph has no such variable, no training configuration
   *     or another updater, or data and configuration do not fit
   */
  public static History fit(
      SameDiff graph, String lossVariable, MultiDataSetIterator data, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, was " + epochs);
    }
    if (graph.getTrainingConfig() != null
        && !(graph.getTrainingConfig().getUpdater() instanceof Sdze)) {
      throw new IllegalArgumentException(
          "the updater of the training configuration must be Sdze, was "
              + graph.getTrainingConfig().getUpdater());
    }
    Sdze sdze =
        graph.getTrainingConfig() == null
            ? new Sdze()
            : (Sdze) graph.getTrainingConfig().getUpdater();
    Recipe recipe = new Recipe(sdze);
    NetworkTrainer trainer =
        new NetworkTrainer(
            recipe.graphEstimator(),
            recipe.graphRule(),
            recipe.layerwiseLimits(),
            RandomKey.root(sdze.seed));
    return new GraphTraining(graph, lossVariable, trainer).fit(data, epochs);
  }

  /** Trains on data with one array of features and one of labels. */
  public static History fit(SameDiff graph, String lossVariable, DataSetIterator data, int epochs) {
    return fit(graph, lossVariable, new MultiDataSetIteratorAdapter(data), epochs);
  }
}
