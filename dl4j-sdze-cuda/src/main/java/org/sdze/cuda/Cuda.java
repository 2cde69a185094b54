package org.sdze.cuda;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.TrainerSteps;

/**
 * The first NVIDIA GPU of this machine, of compute capability 8.0 or above, for Gauss–Newton
 * without momentum in single precision. One hidden layer on the two-body problems on the ball is
 * trained there whole: from points to weights in two passes over the first layer, at the speed of
 * its memory. Of other networks and of all equations that are solved by sums over directions it
 * holds the first layer's weights, and makes their products; the rest of a step is made here.
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
    return isWhole(problem, config) ? inWords() : inWords() + ", for the first layer's weights";
  }

  @Override
  public String inWords() {
    try (CudaDevice device = CudaDevice.open()) {
      return device.inWords();
    } catch (CudaException e) {
      throw new Unusable(NAME, e.getMessage());
    }
  }

  @Override
  public DeviceSteps steps(
      Problem problem, SolveConfig config, DenseNetwork network, RandomKey root) {
    requireKnown(problem, config);
    try {
      CudaDevice device = CudaDevice.open();
      try {
        return isWhole(problem, config)
            ? whole(device, problem, config, network, root)
            : new WideSteps(device, problem, config, network, root);
      } catch (CudaException e) {
        device.close();
        throw e;
      }
    } catch (CudaException e) {
      throw new Unusable(NAME, e.getMessage());
    }
  }

  private static DeviceSteps whole(
      CudaDevice device,
      Problem problem,
      SolveConfig config,
      DenseNetwork network,
      RandomKey root) {
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
            Objects.requireNonNull(nonlinearity(problem.equation())),
            config.network().inputScale(),
            ((TwoBody) problem.solution()).coefficients().toFloatVector());
    double damping = ((GaussNewton) config.training().stepRule()).damping();
    return new CudaSteps(device, step, network, damping, root);
  }

  /**
   * Whether whole steps are made there: of one hidden layer of tanh or sine units on the two-body
   * problems on the ball, the Laplacian exact over the span, by the credit of all units.
   */
  @Override
  public boolean isWhole(Problem problem, SolveConfig config) {
    return problem.solution() instanceof TwoBody
        && problem.conditions().isEmpty()
        && problem.domain() instanceof UnitBall
        && nonlinearity(problem.equation()) != null
        && config.network().depth() == 1
        && BallStep.Hidden.names().contains(config.network().activation().name())
        && config.loss().directions().equals(SpanDirections.all())
        && config.loss().batch() <= StepPlan.MOST_POINTS
        && config.training().estimator() instanceof UnitCredit units
        && units.units() == UnitCredit.ALL
        && TrainerSteps.refusal(problem, config) == null;
  }

  private static void requireKnown(Problem problem, SolveConfig config) {
    String refusal = TrainerSteps.refusal(problem, config);
    if (refusal != null) {
      throw new Unusable(NAME, refusal);
    }
    Precision precision = config.network().precision();
    if (precision != Precision.FLOAT) {
      throw new Unusable(
          NAME, "it calculates in float, not in " + precision.name().toLowerCase(Locale.ROOT));
    }
  }

  private static BallStep.@Nullable Nonlinearity nonlinearity(Equation equation) {
    if (equation instanceof Poisson) {
      return BallStep.Nonlinearity.POISSON;
    } else if (equation instanceof AllenCahn) {
      return BallStep.Nonlinearity.ALLEN_CAHN;
    }
    return equation instanceof SineGordon ? BallStep.Nonlinearity.SINE_GORDON : null;
  }
}
