package org.sdze.cuda;

import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.CudaException;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.AllenCahn;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.TwoBody;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.DeviceSteps;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.SolveConfig;

/**
 * The first NVIDIA GPU of this machine, of compute capability 8.0 or above. It makes the steps of
 * Gauss–Newton without momentum, of one hidden layer in single precision, on the two-body problems
 * on the ball: from points to weights in two passes over the first layer, at the speed of its
 * memory.
 */
public final class Cuda implements Device {

  static final String NAME = "cuda";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String check(Problem problem, SolveConfig config) {
    requireKnown(problem, config);
    try (CudaDevice device = CudaDevice.open()) {
      return device.inWords();
    } catch (CudaException e) {
      throw new Unusable(NAME, e.getMessage());
    }
  }

  @Override
  public DeviceSteps steps(
      Problem problem, SolveConfig config, DenseNetwork network, RandomKey root) {
    BallStep.Nonlinearity equation = requireKnown(problem, config);
    try {
      CudaDevice device = CudaDevice.open();
      StepPlan plan =
          new StepPlan(
              problem.dimension(),
              config.loss().batch(),
              config.network().width(),
              device.processors());
      BallStep step =
          new BallStep(
              device,
              plan,
              BallStep.Hidden.valueOf(config.network().activation().name()),
              equation,
              config.network().inputScale(),
              ((TwoBody) problem.solution()).coefficients().toFloatVector());
      double damping = ((GaussNewton) config.training().stepRule()).damping();
      return new CudaSteps(device, step, network, damping, root);
    } catch (CudaException e) {
      throw new Unusable(NAME, e.getMessage());
    }
  }

  private static BallStep.Nonlinearity requireKnown(Problem problem, SolveConfig config) {
    require(
        problem.solution() instanceof TwoBody
            && problem.conditions().isEmpty()
            && problem.domain() instanceof UnitBall,
        "it solves the two-body problems on the unit ball, not ",
        problem.name());
    NetworkConfig network = config.network();
    require(
        network.depth() == 1,
        "it trains networks with one hidden layer, not with ",
        network.depth());
    require(
        BallStep.Hidden.names().contains(network.activation().name()),
        "it knows tanh and sine as activations, not ",
        network.activation().name().toLowerCase(java.util.Locale.ROOT));
    require(
        network.precision() == Precision.FLOAT,
        "it calculates in float, not in ",
        network.precision().name().toLowerCase(java.util.Locale.ROOT));
    require(
        config.loss().directions().equals(SpanDirections.all()),
        "its Laplacian is exact over the span, not by %s",
        config.loss().directions());
    require(
        config.training().estimator() instanceof UnitCredit units
            && units.units() == UnitCredit.ALL,
        "it takes the credit of all units, not ",
        config.training().estimator());
    require(
        config.training().stepRule() instanceof GaussNewton,
        "it makes Gauss–Newton steps, not those of ",
        config.training().stepRule());
    GaussNewton rule = (GaussNewton) config.training().stepRule();
    require(rule.momentum() == 0, "it makes steps without momentum, not with ", rule.momentum());
    require(
        !rule.isFollowing(), "its points are new at every step, not kept for ", rule.keptSteps());
    return nonlinearity(problem.equation());
  }

  private static BallStep.Nonlinearity nonlinearity(Equation equation) {
    if (equation instanceof Poisson) {
      return BallStep.Nonlinearity.POISSON;
    } else if (equation instanceof AllenCahn) {
      return BallStep.Nonlinearity.ALLEN_CAHN;
    }
    require(
        equation instanceof SineGordon,
        "it knows the equations of Poisson, Allen and Cahn, and sine-Gordon, not ",
        equation.name());
    return BallStep.Nonlinearity.SINE_GORDON;
  }

  private static void require(boolean isKnown, String but, Object value) {
    if (!isKnown) {
      throw new Unusable(NAME, but + value);
    }
  }
}
