package org.sdze.optimizer;

import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Task;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Guard;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.SdzeConfig;

/**
 * What the settings of an {@link Sdze} stand for where it is known what is trained.
 *
 * @param choices with {@link SdzeSettings#TASK} and what else is known
 */
record Recipe(Sdze sdze, Choices choices) {

  /**
   * For a network whose layers get their credit one by one.
   *
   * @param isAveraging whether its weights are averaged
   * @throws IllegalArgumentException if a setting would have no effect there
   */
  static Recipe ofLayers(Sdze sdze, boolean isAveraging) {
    sdze.choices().require();
    return new Recipe(sdze, sdze.choices().with(SdzeSettings.AVERAGING, isAveraging));
  }

  /** For residuals of networks with so many inputs. */
  static Recipe ofResiduals(Sdze sdze, long dimension) {
    return new Recipe(
        sdze,
        sdze.choices()
            .with(SdzeSettings.TASK, Task.RESIDUALS)
            .with(SdzeSettings.DIMENSION, (int) Math.min(dimension, Integer.MAX_VALUE)));
  }

  /** Whether what is set lets pieces of a graph have credit of their own. */
  static boolean isByPieces(Sdze sdze) {
    Credit credit = sdze.choices().given(SdzeSettings.CREDIT);
    return (credit == null || credit == Credit.NOISE)
        && sdze.choices().given(SdzeSettings.RULE) != Rule.GAUSS_NEWTON;
  }

  /**
   * For a graph.
   *
   * @param isByPieces whether pieces of it have credit of their own; all else moves in the
   *     subspace, whatever credit is set
   */
  static Recipe ofGraph(Sdze sdze, boolean isByPieces) {
    if (isByPieces) {
      return ofLayers(sdze, false);
    }
    Choices graph = sdze.choices().with(SdzeSettings.TASK, Task.GRAPH);
    return new Recipe(
        sdze,
        graph.given(SdzeSettings.CREDIT) == Credit.LOW_RANK
            ? graph
            : graph.with(SdzeSettings.CREDIT, null).with(SdzeSettings.SMOOTHING, null));
  }

  /** The engine's configuration; its rate is 1, for others to follow. */
  SdzeConfig config() {
    if (choices.get(SdzeSettings.CREDIT) == Credit.NOISE) {
      throw new IllegalArgumentException(
          "the credit NOISE is for losses of a network's outputs: leave the credit unset");
    }
    return new SdzeConfig(estimator(), SdzeConfig.stepRule(choices), 1, Schedule.CONSTANT);
  }

  /** The learning rate of the engine. */
  double rate(int iteration, int epoch) {
    return sdze.learningRate == null && sdze.schedule == null
        ? choices.get(SdzeSettings.LEARNING_RATE)
        : sdze.getLearningRate(iteration, epoch);
  }

  /** The estimator. */
  Estimator estimator() {
    return SdzeConfig.estimator(choices);
  }

  /** The step rule of layers or a graph. */
  FirstOrderRule firstOrderRule() {
    return (FirstOrderRule) SdzeConfig.stepRule(choices);
  }

  /** Whether the weights of layers are averaged. */
  boolean isAveraging() {
    return choices.get(SdzeSettings.AVERAGING);
  }

  /** What bounds training. */
  Limits limits() {
    Integer memory = choices.given(SdzeSettings.MEMORY_LIMIT);
    return new Limits(
        choices.get(SdzeSettings.GUARD)
            ? new Guard(
                choices.get(SdzeSettings.GUARD_FACTOR), choices.get(SdzeSettings.GUARD_RETRIES))
            : null,
        memory == null ? StepMemory.UNLIMITED : StepMemory.ofMebibytes(memory));
  }
}
