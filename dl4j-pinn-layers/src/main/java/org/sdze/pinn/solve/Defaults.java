package org.sdze.pinn.solve;

import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;

/**
 * What a solve does where nobody says otherwise: the only place where that is decided, from the
 * problem's dimension and what is already chosen. What does not depend on an equation ({@link
 * SdzeConfig#DEFAULT_DAMPING} and its neighbours) is the optimizer's. Sources: docs/method.md §4
 * and docs/decisions.
 */
public final class Defaults {

  /** s, the factor of the input. */
  public static final double INPUT_SCALE = 3;

  /** n, the collocation points of a step. */
  public static final int BATCH = 400;

  /** V, the directions of a random law. */
  public static final int RANDOM_DIRECTIONS = 2;

  /** How the learning rate follows the budget. */
  public static final Schedule SCHEDULE = Schedule.LINEAR;

  private static final int WIDTH = 512;
  private static final int DEEP_WIDTH = 64;

  /** The largest first layer that a default width makes. */
  private static final long LARGEST_ENTRANCE = 1L << 28;

  // Deep probes cost V rows a unit and point; a dozen does as well (docs/decisions).
  private static final int DEEP_SPAN_DIRECTIONS = 16;

  // A random Laplacian scatters: the step must not follow it.
  private static final double DAMPING_OF_ESTIMATES = 1;

  private static final double DOUBLE_SMOOTHING = 1e-5;

  private Defaults() {}

  /** Everything for a problem in {@code dimension} dimensions. */
  public static SolveConfig of(int dimension) {
    NetworkConfig network = network(dimension, 1);
    DirectionLaw law = directions(dimension, network.width(), network.depth());
    return new SolveConfig(
        network,
        new LossConfig(BATCH, law, residual(law)),
        training(dimension, law, network.precision()));
  }

  /** The network with {@code depth} hidden layers. */
  public static NetworkConfig network(int dimension, int depth) {
    return new NetworkConfig(
        width(dimension, depth), depth, Activation.TANH, INPUT_SCALE, Precision.FLOAT);
  }

  /** The width of each hidden layer: {@link #usualWidth}, halved where that is too large. */
  public static int width(int dimension, int depth) {
    int width = usualWidth(depth);
    while (width > 1 && (long) dimension * width > LARGEST_ENTRANCE) {
      width /= 2;
    }
    return width;
  }

  /** The width where memory is no concern. */
  public static int usualWidth(int depth) {
    return depth == 1 ? WIDTH : DEEP_WIDTH;
  }

  /** The span: the whole of it, exact, up to two hidden layers. */
  public static DirectionLaw directions(int dimension, int width, int depth) {
    int span = Math.min(dimension, width);
    return depth > 2 && DEEP_SPAN_DIRECTIONS < span
        ? new SpanDirections(DEEP_SPAN_DIRECTIONS)
        : SpanDirections.all();
  }

  /**
   * The form of the residual: a few rotated directions of the span scatter too little to matter.
   */
  public static ResidualForm residual(DirectionLaw law) {
    return law instanceof RandomDirections ? ResidualForm.UNBIASED : ResidualForm.BIASED;
  }

  /** Unit credit with Gauss–Newton. */
  public static SdzeConfig training(int dimension, DirectionLaw law, Precision precision) {
    double momentum = momentum(dimension, law);
    return new SdzeConfig(
        unitCredit(precision),
        new GaussNewton(damping(law), momentum),
        gaussNewtonRate(momentum),
        SCHEDULE);
  }

  /** Unit credit of all units. */
  public static UnitCredit unitCredit(Precision precision) {
    return precision == Precision.DOUBLE
        ? new UnitCredit(UnitCredit.ALL, DOUBLE_SMOOTHING, true)
        : (UnitCredit) SdzeConfig.gaussNewton().estimator();
  }

  /** The paper's subspace. */
  public static LowRank lowRank() {
    return (LowRank) SdzeConfig.lowRank().estimator();
  }

  /** λ of Gauss–Newton. */
  public static double damping(DirectionLaw law) {
    return law instanceof RandomDirections ? DAMPING_OF_ESTIMATES : SdzeConfig.DEFAULT_DAMPING;
  }

  /** μ of Gauss–Newton. */
  public static double momentum(int dimension, DirectionLaw law) {
    return law instanceof RandomDirections || dimension > SdzeConfig.MOMENTUM_DIMENSIONS
        ? 0
        : SdzeConfig.DEFAULT_MOMENTUM;
  }

  /** η of Gauss–Newton, where it falls with the budget. */
  public static double gaussNewtonRate(double momentum) {
    return momentum > 0 ? SdzeConfig.MOMENTUM_RATE : SdzeConfig.gaussNewton().learningRate();
  }

  /**
   * η. Tried on sine-Gordon, two-body, d = 10 to 1,000: a third or three times as much was no
   * better.
   */
  public static double learningRate(Estimator estimator, StepRule rule, int dimension, int width) {
    if (rule instanceof GaussNewton gaussNewton) {
      return gaussNewtonRate(gaussNewton.momentum());
    }
    if (rule instanceof Sgd sgd) {
      return (1 - sgd.momentum())
          * sgdRate(dimension, width)
          * (estimator instanceof LowRank ? 0.01 : 1);
    }
    return 1e-2;
  }

  /**
   * η of plain gradient descent. The gradient itself has the scale of the problem: a residual holds
   * 2d N, so that the loss curves with d² and the number of units. Ten times as much diverges.
   */
  public static double sgdRate(int dimension, int width) {
    return 1 / ((double) dimension * dimension * width);
  }
}
