package org.sdze.examples.cli.plan;

/**
 * The learning rates that a user gets who names none. Tried on sine-Gordon, two-body, d = 10 to
 * 1,000: a third or three times as much was no better.
 */
final class DefaultLearningRate {

  private DefaultLearningRate() {}

  static double of(
      EstimatorKind estimator, StepRuleKind rule, double momentum, NetworkPlan network) {
    return switch (rule) {
      case GAUSS_NEWTON -> momentum > 0 ? 0.5 : 1.4;
      case ADAM, FACTORED -> 1e-2;
      case SGD -> (1 - momentum) * sgd(network) * (estimator == EstimatorKind.LOW_RANK ? 0.01 : 1);
    };
  }

  static double of(OptimizerKind rival, double momentum, NetworkPlan network) {
    return switch (rival) {
      case SDZE -> throw new IllegalStateException("SDZE is no rival of itself");
      case BACKPROP_ADAM, EGGROLL -> 3e-3;
      case BACKPROP_GAUSS_NEWTON -> momentum > 0 ? 0.5 : 1.4;
      case MEZO -> sgd(network) / 50;
    };
  }

  /**
   * The gradient itself has the scale of the problem: a residual holds 2d N, so that the loss
   * curves with d² and the number of units. Ten times as much diverges.
   */
  private static double sgd(NetworkPlan network) {
    double d = network.dimension();
    return 1 / (d * d * network.width());
  }
}
