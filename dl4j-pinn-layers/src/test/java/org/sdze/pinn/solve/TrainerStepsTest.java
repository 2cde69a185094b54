package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemKind;
import org.sdze.pinn.problem.Problems;

/**
 * Solves whose first layer's weights are elsewhere have the bits of those that have them here.
 * Meanwhile the network's own are no numbers: whatever read them would make everything NaN.
 */
class TrainerStepsTest {

  private static final int STEPS = 6;
  private static final Budget BUDGET = new Budget.Steps(STEPS);
  private static final long SEED = 3;
  private static final StepRule PLAIN = new GaussNewton(1e-3, 0);

  @TempDir private Path folder;

  /**
   * Another array of this process, the network's own filled with NaN until they are brought back.
   */
  private static class Elsewhere implements Device {

    private @Nullable DenseNetwork network;
    private @Nullable WideLayer layer;

    @Override
    public String name() {
      return "elsewhere";
    }

    @Override
    public String inWords() {
      return "another array";
    }

    @Override
    public DeviceSteps steps(
        Problem problem, SolveConfig config, DenseNetwork network, RandomKey root) {
      this.network = network;
      TrainerSteps steps = new TrainerSteps(problem, config, network, root, this::home);
      return new DeviceSteps() {
        @Override
        public StepReport step(StepKey key, double rate) {
          network.entrance().weights().assign(Double.NaN);
          return steps.step(key, rate);
        }

        @Override
        public void settle() {
          steps.settle();
        }

        @Override
        public void begin() {
          steps.begin();
        }

        @Override
        public SpanFactor.@Nullable Carried carried() {
          return steps.carried();
        }

        @Override
        public void resume(SpanFactor.Carried carried) {
          steps.resume(carried);
        }
      };
    }

    private WideLayer home(INDArray weights) {
      layer = new NdWideLayer(weights.dup('f'));
      return layer;
    }
  }

  /** A problem, in so many dimensions, and what solves it. */
  record Case(String problem, int dimension, ProblemKind kind, SolveConfig config) {
    Problem drawn() {
      Problem drawn = Problems.draw(Problems.library().get(problem), dimension, SEED);
      assertEquals(kind, drawn.kind());
      return drawn;
    }

    Solve solve(@Nullable Device device) {
      return new Solve(drawn(), config, BUDGET, SEED, device);
    }
  }

  private static SolveConfig config(
      int depth, Activation activation, DirectionLaw law, StepRule rule) {
    return new SolveConfig(
        new NetworkConfig(6, depth, activation, 2, Precision.DOUBLE),
        new LossConfig(5, law, ResidualForm.UNBIASED),
        new SdzeConfig(new UnitCredit(UnitCredit.ALL, 1e-3, false), rule, 0.3, Schedule.LINEAR));
  }

  private static Case ball(String problem, int dimension, int depth, DirectionLaw law) {
    return new Case(
        problem, dimension, ProblemKind.COLLAPSED, config(depth, Activation.TANH, law, PLAIN));
  }

  static Stream<Case> cases() {
    DirectionLaw gaussian = new RandomDirections(RandomDirections.Kind.GAUSSIAN, 4);
    SolveConfig sines = config(2, Activation.SINE, SpanDirections.all(), PLAIN);
    return Stream.of(
        ball("sine-gordon-two-body", 40, 1, SpanDirections.all()),
        ball("sine-gordon-two-body", 40, 2, SpanDirections.all()),
        ball("sine-gordon-two-body", 40, 1, new SpanDirections(2)),
        ball("sine-gordon-two-body", 40, 3, gaussian),
        ball("poisson-ridge", 4, 1, SpanDirections.all()),
        ball("allen-cahn-three-body", 4, 2, new SpanDirections(2)),
        new Case("hamilton-jacobi-bellman", 12, ProblemKind.TERMINAL, sines),
        new Case(
            "allen-cahn-terminal",
            12,
            ProblemKind.TERMINAL,
            config(1, Activation.TANH, gaussian, PLAIN)),
        new Case("poisson-square", 32, ProblemKind.FACED, sines));
  }

  private static double[] parameters(Solve solve) {
    return solve.network().params().dup('f').data().asDouble();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsThatAreElsewhereHaveTheSameBits(Case of) {
    Solve here = of.solve(null);
    double[] begin = parameters(here);
    here.run();
    Elsewhere device = new Elsewhere();
    Solve there = of.solve(device);
    there.run();
    assertTrue(device.network.entrance().weights().isNaN().all());
    assertArrayEquals(parameters(here), parameters(there));
    assertNotEquals(begin[0], parameters(there)[0]);
    for (int step = 0; step < STEPS; step++) {
      assertEquals(here.history().rows().get(step).loss(), there.history().rows().get(step).loss());
    }
  }

  /** Halves here or there, in files: the last one here is of a law that follows WᵀW. */
  @ParameterizedTest
  @MethodSource("cases")
  void checkpointsCross(Case of) throws IOException {
    Solve whole = of.solve(null);
    whole.run();
    for (boolean first : new boolean[] {true, false}) {
      for (boolean second : new boolean[] {true, false}) {
        Solve half = of.solve(first ? new Elsewhere() : null);
        half.runTo(0.5);
        Path file = folder.resolve("half");
        half.save(file);
        Solve rest =
            Solve.resume(
                file, of.drawn(), of.config(), BUDGET, SEED, second ? new Elsewhere() : null);
        rest.run();
        assertArrayEquals(parameters(whole), parameters(rest), () -> first + ", " + second);
      }
    }
  }

  /** Of a step that the guard takes back here, there would be a part alone to take back. */
  @Test
  void noStepIsUndoneElsewhere() {
    SolveConfig plain = config(1, Activation.TANH, SpanDirections.all(), PLAIN);
    SdzeConfig tooFast =
        new SdzeConfig(
            plain.training().estimator(), new GaussNewton(1e-9, 0), 1e3, Schedule.CONSTANT);
    Case of =
        new Case(
            "sine-gordon-two-body",
            4,
            ProblemKind.COLLAPSED,
            new SolveConfig(plain.network(), plain.loss(), tooFast));
    assertTrue(undone(of.solve(null)) > 0);
    assertEquals(0, undone(of.solve(new Elsewhere())));
  }

  private static int undone(Solve solve) {
    int[] undone = {0};
    solve.run(
        (report, now) -> {
          undone[0] += report.accepted() ? 0 : 1;
          return true;
        });
    return undone[0];
  }

  @Test
  void whatWorksWithAllParametersAlikeIsRefused() {
    refused(
        "weights that live elsewhere are changed without momentum, not with 0.9",
        "sine-gordon-two-body",
        new GaussNewton(1e-3, 0.9));
    refused(
        "weights that live elsewhere cannot be brought back by a damping that follows the loss, on"
            + " points kept for 3 steps",
        "sine-gordon-two-body",
        new GaussNewton(1e-3, 0, 3));
    refused(
        "weights that live elsewhere are changed by Gauss–Newton steps, not by those of "
            + new Adam(),
        "sine-gordon-two-body",
        new Adam());
    refused(
        "weights that live elsewhere are reached by sums over directions, not by the lines of"
            + " poisson-cosines",
        "poisson-cosines",
        PLAIN);
    assertNull(
        TrainerSteps.refusal(
            Problems.draw(Problems.library().get("sine-gordon-two-body"), 4, SEED),
            config(1, Activation.TANH, SpanDirections.all(), PLAIN)));
  }

  private static void refused(String sentence, String name, StepRule rule) {
    Problem problem = Problems.draw(Problems.library().get(name), 4, SEED);
    SolveConfig config = config(1, Activation.TANH, SpanDirections.all(), rule);
    assertEquals(sentence, TrainerSteps.refusal(problem, config));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Solve(problem, config, BUDGET, SEED, new Elsewhere()));
    assertEquals(sentence, refused.getMessage());
  }
}
