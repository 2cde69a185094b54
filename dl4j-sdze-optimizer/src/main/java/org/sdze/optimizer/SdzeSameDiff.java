package org.sdze.optimizer;

import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.samediff.GraphTraining;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/**
 * Trains SameDiff graphs from executions of their forward operations alone: no gradient function is
 * built, so that a graph may hold operations without one.
 *
 * <p>Weights that enter by a matrix product or a convolution get credit of their own, as layers do;
 * all other variables of type {@code VARIABLE} move together in the low-rank subspace ({@code
 * docs/optimizer.md}). The graph's training configuration says how data maps to placeholders, and
 * holds regularization and the updater, which must be {@link Sdze}.
 *
 * <p>What training remembers stays with the graph, in that updater: another {@code fit} goes on
 * where the last one ended, to the bit, and so does one after {@code SameDiff.save} and {@code
 * load}, or of a copy that {@code dup} made. A new updater begins anew.
 */
public final class SdzeSameDiff {

  private SdzeSameDiff() {}

  /**
   * Trains for some epochs, from where the graph's last {@code fit} ended.
   *
   * @param lossVariable the name of the loss: a scalar, or one number a sample
   * @return the losses, as DL4J's own {@code fit} gives them
   * @throws IllegalArgumentException if the graph has no such variable, no training configuration
   *     or another updater, or data and configuration do not fit; or if the state that was saved
   *     with the graph is that of another one
   */
  public static History fit(
      SameDiff graph, String lossVariable, MultiDataSetIterator data, int epochs) {
    Argument.given("graph", graph);
    Argument.given("loss variable", lossVariable);
    Argument.given("data", data);
    Argument.atLeastOne("epochs", epochs);
    GraphTraining.requireTrainable(graph, lossVariable);
    IUpdater updater = graph.getTrainingConfig().getUpdater();
    if (!(updater instanceof Sdze sdze)) {
      throw new IllegalArgumentException(
          "the updater of the training configuration must be Sdze, was "
              + (updater == null ? "null" : updater.getClass().getSimpleName()));
    }
    sdze.require();
    Sdze own = own(graph, sdze);
    own.isAveraging = false; // a graph's variables have no copy beside them
    GraphTraining training =
        new GraphTraining(graph, lossVariable, new Settings(own), remembered(own));
    own.run = new Run.OfGraph(graph, training);
    own.state = null; // the training's from here on
    return training.fit(data, epochs);
  }

  /** Trains on data with one array of features and one of labels. */
  public static History fit(SameDiff graph, String lossVariable, DataSetIterator data, int epochs) {
    Argument.given("data", data);
    return fit(graph, lossVariable, new MultiDataSetIteratorAdapter(data), epochs);
  }

  /** What the settings of an updater say of a graph. */
  private record Settings(Sdze sdze) implements GraphTraining.Method {
    @Override
    public boolean isByPieces() {
      return Recipe.isByPieces(sdze);
    }

    @Override
    public StepMemory memory() {
      return Recipe.ofGraph(sdze, false).limits().memory();
    }

    @Override
    public Trainer trainer(boolean isByPieces) {
      Recipe recipe = Recipe.ofGraph(sdze, isByPieces);
      return new Trainer(
          recipe.estimator(), recipe.firstOrderRule(), recipe.limits(), RandomKey.root(sdze.seed));
    }
  }

  /** What training goes on from; null for nothing. */
  private static @Nullable TrainingState remembered(Sdze sdze) {
    if (sdze.run instanceof Run.OfGraph last) {
      return last.training().state();
    }
    return sdze.state == null ? null : TrainingState.ofText(sdze.state);
  }

  /**
   * The graph's updater, as an object whose state is that of no other graph or network: one that
   * trains another already is left to that, and so is a training configuration that both have.
   */
  @SuppressWarnings("ReferenceEquality") // whose it is, not what it is like
  private static Sdze own(SameDiff graph, Sdze sdze) {
    Run run = sdze.run;
    if (run == null || (run instanceof Run.OfGraph last && last.graph() == graph)) {
      return sdze;
    }
    TrainingConfig config = graph.getTrainingConfig();
    if (run instanceof Run.OfGraph other && other.graph().getTrainingConfig() == config) {
      graph.setTrainingConfig(GraphTraining.copy(config));
    }
    Sdze own = sdze.clone();
    graph.getTrainingConfig().setUpdater(own);
    return own;
  }
}
