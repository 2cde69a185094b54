package org.sdze.optimizer;

import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.dl4j.ObjectiveLayer;
import org.sdze.optimizer.network.NetworkTrainer;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Engine;

/** From the updaters of a network's layers to what trains it. */
final class Attachment {

  private Attachment() {}

  /** Attaches what the network's updaters ask for. */
  static void attach(Model network) {
    Sdze chosen = common(network);
    Recipe recipe = new Recipe(chosen);
    List<ForwardTraining.Updated> updated = ForwardTraining.updated(network);
    Runnable check = () -> requireSame(updated, chosen);
    ObjectiveLayer objective = objectiveLayer(network, chosen);
    if (objective != null && network instanceof MultiLayerNetwork chain) {
      RandomKey root = RandomKey.root(chosen.seed);
      long dimension = chain.layerInputSize(0);
      Engine engine = new Engine(recipe.config(dimension), root);
      boolean hasMomentum = recipe.objectiveMomentum(dimension) > 0;
      ForwardTraining.attach(
          chain,
          objective,
          engine,
          (iteration, epoch) -> recipe.objectiveRate(iteration, epoch, hasMomentum),
          root,
          chosen.state,
          check);
      chosen.running = () -> ForwardTraining.state(network);
      return;
    }
    requireLayerwise(chosen);
    requireRank(network, chosen);
    NetworkTrainer trainer =
        new NetworkTrainer(recipe.estimator(), recipe.stepRule(), RandomKey.root(chosen.seed));
    ForwardTraining.attach(network, trainer, chosen.state, check);
    chosen.running = () -> ForwardTraining.state(network);
  }

  /** A table of the layers. */
  static String describe(Model network) {
    StringBuilder text = new StringBuilder();
    if (objectiveLayer(network, common(network)) != null) {
      return text.append(
              "all layers: exact, unit by unit, with Gauss-Newton or what is set%n".formatted())
          .toString();
    }
    text.append(
        "%-24s %-22s %12s  %-44s %s%n"
            .formatted("layer", "kind", "parameters", "credit", "of the network run again"));
    for (ForwardTraining.LayerSummary layer : ForwardTraining.summary(network)) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-24s %-22s %,12d  %-44s %.0f %%%n",
              layer.name(),
              layer.kind(),
              layer.parameters(),
              layer.credit().words(),
              100 * layer.rerun()));
    }
    return text.toString();
  }

  /** The updater that all layers share, up to the learning rate: the first of them. */
  private static Sdze common(Model network) {
    Sdze first = null;
    String firstPlace = "";
    for (ForwardTraining.Updated each : ForwardTraining.updated(network)) {
      IUpdater updater = each.now().get();
      if (updater == null || updater instanceof NoOp) {
        continue;
      }
      if (!(updater instanceof Sdze sdze)) {
        throw new IllegalArgumentException(
            "%s has the updater %s: every layer must have Sdze, or NoOp to be frozen"
                .formatted(each, updater.getClass().getSimpleName()));
      }
      if (first == null) {
        first = sdze;
        firstPlace = each.toString();
      } else if (!first.differsAtMostInRate(sdze)) {
        throw new IllegalArgumentException(
            "layers may differ in their learning rate alone, but %s has %s and %s has %s"
                .formatted(firstPlace, first, each, sdze));
      }
    }
    if (first == null) {
      throw new IllegalArgumentException(
          "no layer has the updater Sdze: configure the network with .updater(Sdze.builder().build())");
    }
    return first;
  }

  private static void requireSame(List<ForwardTraining.Updated> updated, Sdze chosen) {
    for (ForwardTraining.Updated each : updated) {
      IUpdater now = each.now().get();
      if (!(now instanceof NoOp)
          && !(now instanceof Sdze sdze && sdze.differsAtMostInRate(chosen))) {
        throw new IllegalStateException(
            "the updater of %s was changed to %s after the network was attached: call Sdze.detach and Sdze.attach"
                .formatted(each, now));
      }
    }
  }

  /** What makes the objectives, where an engine is to train; null where layers get their credit. */
  private static @Nullable ObjectiveLayer objectiveLayer(Model network, Sdze sdze) {
    ObjectiveLayer layer = ForwardTraining.objectiveLayer(network);
    boolean isAsked = sdze.credit == Sdze.Credit.UNITS || sdze.rule == Sdze.Rule.GAUSS_NEWTON;
    boolean isOwn = ForwardTraining.hasOwnObjectives(network);
    boolean isFree = sdze.credit == null && sdze.rule == null && sdze.feedback == null;
    return isOwn || isAsked || isFree ? layer : null;
  }

  private static void requireRank(Model network, Sdze sdze) {
    if (sdze.rank == null) {
      return;
    }
    ForwardTraining.SmallestSide smallest = ForwardTraining.smallestSide(network);
    if (smallest != null && sdze.rank > smallest.side()) {
      throw new IllegalArgumentException(
          "rank must be between 1 and the smaller side of the matrix (%d for layer \"%s\"), was %d"
              .formatted(smallest.side(), smallest.layer(), sdze.rank));
    }
  }

  private static void requireLayerwise(Sdze sdze) {
    if (sdze.credit == Sdze.Credit.UNITS || sdze.rule == Sdze.Rule.GAUSS_NEWTON) {
      throw new IllegalArgumentException(
          "the credit UNITS and the rule GAUSS_NEWTON need a chain of dense layers with one linear"
              + " output and a least-squares loss, or a PinnOutputLayer");
    }
  }
}
