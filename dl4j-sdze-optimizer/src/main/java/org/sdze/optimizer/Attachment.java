package org.sdze.optimizer;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.dl4j.ObjectiveNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/** From the updaters of a network's layers to what trains it. */
final class Attachment {

  /**
   * The largest network whose weights are averaged where nobody asks for it: the copy is 16 MiB in
   * single precision, and goes into every file that the network is saved to.
   */
  private static final long MAX_AVERAGED = 1 << 22;

  private Attachment() {}

  /** Attaches what the network's updaters ask for. */
  static void attach(Model network) {
    Arithmetic.warnOfSlowKernels();
    Sdze chosen = own(network, common(network));
    ObjectiveNetwork chain = objectiveNetwork(network, chosen);
    if (chain != null) {
      attachObjectives(chain, chosen);
      return;
    }
    List<ForwardTraining.Updated> updated = ForwardTraining.updated(network);
    Runnable check = () -> requireSame(updated, chosen);
    requireLayerwise(network, chosen);
    requireRank(network, chosen);
    Recipe recipe = ofLayers(network, chosen);
    Limits limits = recipe.limits();
    Trainer trainer =
        new Trainer(
            recipe.estimator(),
            recipe.firstOrderRule(),
            limits,
            RandomKey.root(chosen.seed),
            recipe.isAveraging());
    ForwardTraining.attach(network, trainer, limits.memory(), chosen.state, check);
    for (ForwardTraining.Updated each : updated) {
      if (each.now().get() instanceof Sdze sdze) {
        sdze.isAveraging = recipe.isAveraging();
      }
    }
    chosen.run = new Run.OfNetwork(network);
  }

  private static Recipe ofLayers(Model network, Sdze chosen) {
    Boolean decided = ForwardTraining.isAttached(network) ? chosen.isAveraging : null;
    return Recipe.ofLayers(chosen, decided == null ? isAveraging(network, chosen) : decided);
  }

  /**
   * Whether the weights of a network are averaged: as its updaters ask for, or as they were where
   * it was saved, or where it has room for a copy and an updater that leaves the rate to us.
   */
  private static boolean isAveraging(Model network, Sdze chosen) {
    Choices choices = chosen.choices();
    long parameters = ForwardTraining.trainedParameters(network);
    if (choices.isTaken(SdzeSettings.AVERAGING)) {
      boolean isAsked = choices.get(SdzeSettings.AVERAGING);
      if (isAsked && parameters > Trainer.MAX_WATCHED) {
        throw Argument.refused(
            "averaging is for networks of at most %d parameters that are trained, was asked for with %d",
            Trainer.MAX_WATCHED, parameters);
      }
      return isAsked;
    }
    if (chosen.state != null) {
      TrainingState state = TrainingState.ofText(chosen.state);
      if (state.steps() > 0) {
        return state.isAveraged();
      }
    }
    return choices.with(SdzeSettings.LEARNING_RATE, null).get(SdzeSettings.AVERAGING)
        && parameters <= MAX_AVERAGED
        && ForwardTraining.updated(network).stream()
            .anyMatch(each -> each.now().get() instanceof Sdze sdze && !sdze.hasOwnRate());
  }

  /** Detaches, and leaves what training remembers with the updater that trained. */
  static void detach(Model network) {
    ForwardTraining.requireNetwork(network);
    String state = ForwardTraining.state(network);
    ForwardTraining.detach(network);
    for (ForwardTraining.Updated each : ForwardTraining.updated(network)) {
      if (each.now().get() instanceof Sdze sdze && sdze.run != null) {
        sdze.run = null;
        sdze.state = state;
      }
    }
  }

  private static void attachObjectives(ObjectiveNetwork chain, Sdze chosen) {
    Model network = chain.model();
    Recipe recipe = Recipe.ofResiduals(chosen, chain.dense().inputs());
    Trainer trainer = new Trainer(recipe.config(), recipe.limits(), RandomKey.root(chosen.seed));
    List<ForwardTraining.Updated> updated = ForwardTraining.updated(network);
    ForwardTraining.attach(
        chain,
        trainer,
        recipe::rate,
        chosen.state,
        () -> {
          requireSame(updated, chosen);
          requireOneRate(updated, chosen);
        });
    chosen.run = new Run.OfNetwork(network);
  }

  /** A table of the layers. */
  static String describe(Model network) {
    StringBuilder text = new StringBuilder();
    Sdze chosen = common(network);
    ObjectiveNetwork chain = objectiveNetwork(network, chosen);
    if (chain != null) {
      Choices choices = Recipe.ofResiduals(chosen, chain.dense().inputs()).choices();
      text.append(
          Text.format(
              "all layers: exact, unit by unit, and stepped together by %s%n",
              SdzeSettings.RULE.range().text(choices.get(SdzeSettings.RULE))));
      return text.append(choices.line()).toString();
    }
    text.append(
        Text.format(
            "%-24s %-22s %12s  %-44s %s%n",
            "layer", "kind", "parameters", "credit", "evaluated again"));
    for (ForwardTraining.LayerSummary layer : ForwardTraining.summary(network)) {
      text.append(
          Text.format(
              "%-24s %-22s %,12d  %-44s %.0f %%%n",
              layer.name(),
              layer.kind(),
              layer.parameters(),
              layer.credit().words(),
              100 * layer.rerun()));
    }
    text.append(
        Text.format(
            "evaluated again: the share of the network's layers and vertices that every probe of a layer runs once more%n"));
    Recipe recipe = ofLayers(network, chosen);
    text.append(recipe.choices().line());
    if (recipe.isAveraging()) {
      text.append(
          Text.format(
              "weights are averaged: what steps move is kept beside the network, which holds their mean between steps%n"));
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
        throw Argument.refused(
            "%s has the updater %s: every layer must have Sdze, or NoOp to be frozen",
            each, updater.getClass().getSimpleName());
      }
      sdze.require();
      if (first == null) {
        first = sdze;
        firstPlace = each.toString();
      } else if (!first.differsAtMostInRate(sdze)) {
        throw Argument.refused(
            "layers may differ in their learning rate alone, but %s has %s and %s has %s",
            firstPlace, first, each, sdze);
      }
    }
    if (first == null) {
      throw new IllegalArgumentException(
          "no layer has the updater Sdze: configure the network with"
              + " .updater(Sdze.builder().build())");
    }
    return first;
  }

  private static void requireSame(List<ForwardTraining.Updated> updated, Sdze chosen) {
    for (ForwardTraining.Updated each : updated) {
      IUpdater now = each.now().get();
      if (!(now instanceof NoOp)
          && !(now instanceof Sdze sdze && sdze.differsAtMostInRate(chosen))) {
        throw new IllegalStateException(
            Text.format(
                "the updater of %s was changed to %s after the network was attached: call Sdze.detach and Sdze.attach",
                each, now));
      }
    }
  }

  private static void requireOneRate(List<ForwardTraining.Updated> updated, Sdze chosen) {
    for (ForwardTraining.Updated each : updated) {
      IUpdater now = each.now().get();
      if (!chosen.equals(now)) {
        throw new IllegalStateException(
            Text.format(
                "all layers must have one learning rate where they are stepped together, but %s has %s and another one %s: call network.setLearningRate with the rate alone",
                each, now, chosen));
      }
    }
  }

  /** What objectives train; null where layers get their credit. */
  private static @Nullable ObjectiveNetwork objectiveNetwork(Model network, Sdze sdze) {
    ObjectiveNetwork chain = ObjectiveNetwork.of(network);
    if (chain == null || !chain.isRegression()) {
      return chain;
    }
    boolean isFree =
        Stream.of(
                SdzeSettings.CREDIT,
                SdzeSettings.RULE,
                SdzeSettings.FEEDBACK,
                SdzeSettings.AVERAGING)
            .allMatch(setting -> sdze.choices().given(setting) == null);
    return isFree || isGaussNewton(sdze) ? chain : null;
  }

  /**
   * The updater that all layers share, as an object that no other network has: it holds what is
   * saved with this one. DL4J's clones of a configuration share updaters (BaseLayer.clone,
   * 1.0.0-M2.1).
   */
  private static Sdze own(Model network, Sdze shared) {
    if (ForwardTraining.isAttached(network)) {
      return shared; // about to be refused
    }
    Model other = shared.run instanceof Run.OfNetwork taken ? taken.network() : null;
    boolean isTaken = other != null && ForwardTraining.isAttached(other);
    if (isTaken && ForwardTraining.shareConfiguration(network, other)) {
      throw new IllegalStateException(
          "another attached network was made from the same configuration object: make each network"
              + " from one of its own, such as configuration.clone()");
    }
    ForwardTraining.cloneUpdaters(network);
    Sdze own = common(network);
    own.state = isTaken ? null : shared.state;
    return own;
  }

  private static void requireRank(Model network, Sdze sdze) {
    Integer rank = sdze.choices().given(SdzeSettings.RANK);
    if (rank == null) {
      return;
    }
    ForwardTraining.SmallestSide smallest = ForwardTraining.smallestSide(network);
    if (smallest != null && rank > smallest.side()) {
      throw Argument.refused(
          "rank must be between 1 and the smaller side of the matrix (%d for layer \"%s\"), was %d",
          smallest.side(), smallest.layer(), rank);
    }
  }

  private static void requireLayerwise(Model network, Sdze sdze) {
    if (isGaussNewton(sdze)) {
      throw new IllegalArgumentException(
          "the credit UNITS and the rule GAUSS_NEWTON need a chain of dense layers with one linear"
              + " output and a least-squares loss, or a PinnOutputLayer, but "
              + ObjectiveNetwork.noRegression(network));
    }
  }

  private static boolean isGaussNewton(Sdze sdze) {
    return sdze.choices().given(SdzeSettings.CREDIT) == Credit.UNITS
        || sdze.choices().given(SdzeSettings.RULE) == Rule.GAUSS_NEWTON;
  }
}
