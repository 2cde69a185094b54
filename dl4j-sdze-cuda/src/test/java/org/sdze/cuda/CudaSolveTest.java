package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/** Solves whose steps are made on the device, through the stand-in. */
@Tag("slow")
class CudaSolveTest {

  private static final Problem PROBLEM = problem("sine-gordon-two-body", 40);
  private static final Budget BUDGET = new Budget.Steps(24);
  private static final SolveConfig CONFIG =
      new SolveConfig(
          new NetworkConfig(40, 1, Activation.TANH, 3, Precision.FLOAT),
          new LossConfig(32, SpanDirections.all(), ResidualForm.BIASED),
          new SdzeConfig(
              new UnitCredit(UnitCredit.ALL, 1e-2, false),
              new GaussNewton(1e-3, 0),
              1.4,
              Schedule.LINEAR));

  @TempDir private Path folder;

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

  private static Problem problem(String name, int d) {
    return Problems.draw(Problems.library().get(name), d, 0);
  }

  private static Solve solve(@Nullable Device device) {
    return new Solve(PROBLEM, CONFIG, BUDGET, 5, device);
  }

  @Test
  void itIsFoundAsAService() {
    assertTrue(
        ServiceLoader.load(Device.class).stream().anyMatch(device -> device.type() == Cuda.class));
  }

  /** Halfway here or there, the other half there or here: all end well below where they began. */
  @Test
  void checkpointsCross() throws IOException {
    double begin = solve(null).relativeError(500);
    for (Device first : new Device[] {null, new Cuda()}) {
      for (Device second : new Device[] {null, new Cuda()}) {
        Solve half = solve(first);
        half.runTo(0.5);
        assertEquals(first == null ? "cpu" : "cuda", half.device());
        Path file = folder.resolve("half");
        half.save(file);
        Solve rest = Solve.resume(file, PROBLEM, CONFIG, BUDGET, 5, second);
        assertEquals(half.relativeError(500), rest.relativeError(500), 1e-6);
        rest.run();
        assertEquals(24, rest.status().steps());
        assertTrue(rest.relativeError(500) < 0.1 * begin);
      }
    }
  }

  @Test
  void aResumedSolveHasTheBitsOfOneThatWasNotInterrupted() throws IOException {
    Solve whole = solve(new Cuda());
    whole.run();
    Solve half = solve(new Cuda());
    half.runTo(0.5);
    Path file = folder.resolve("half");
    half.save(file);
    Solve rest = Solve.resume(file, PROBLEM, CONFIG, BUDGET, 5, new Cuda());
    rest.run();
    assertArrayEquals(
        whole.network().params().toFloatVector(), rest.network().params().toFloatVector());
  }

  /** At a rate that changes nothing, the error after a step is that of the fit. */
  @Test
  void anOutputLayerThatIsSolvedForHereIsKnownThere() {
    SolveConfig still =
        new SolveConfig(
            CONFIG.network(),
            CONFIG.loss(),
            new SdzeConfig(
                CONFIG.training().estimator(), new GaussNewton(1e-3, 0), 1e-9, Schedule.CONSTANT));
    Solve solve = new Solve(PROBLEM, still, BUDGET, 5, new Cuda());
    double begin = solve.relativeError(500);
    solve.startByOutputLayer();
    double fitted = solve.relativeError(500);
    assertTrue(Math.abs(fitted / begin - 1) > 0.1);
    solve.run((report, now) -> false);
    assertEquals(1, solve.relativeError(500) / fitted, 1e-3);
  }

  @Test
  void whatItDoesNotKnow() {
    Problem cosines = problem("poisson-cosines", 5);
    assertRefused(
        "weights that live elsewhere are reached by sums over directions, not by the lines of"
            + " poisson-cosines",
        cosines,
        CONFIG);
    assertRefused(
        "it calculates in float, not in double",
        PROBLEM,
        with(new NetworkConfig(8, 1, Activation.TANH, 3, Precision.DOUBLE)));
    assertRefused(
        "weights that live elsewhere are changed without momentum, not with 0.9",
        PROBLEM,
        Defaults.of(PROBLEM));
  }

  /** One layer of units that it knows, over the span, by all units: from the points on. */
  @Test
  void stepsAreWholeWhereEverythingIsKnown() {
    Cuda cuda = new Cuda();
    assertTrue(cuda.isWhole(PROBLEM, CONFIG));
    assertTrue(cuda.check(PROBLEM, CONFIG).endsWith("driver for CUDA 13.0"));
    assertFalse(cuda.isWhole(problem("sine-gordon-ridge", 5), CONFIG));
    for (SolveConfig other :
        new SolveConfig[] {
          with(new NetworkConfig(8, 2, Activation.TANH, 3, Precision.FLOAT)),
          with(new NetworkConfig(8, 1, Activation.SOFTPLUS, 3, Precision.FLOAT)),
          new SolveConfig(
              CONFIG.network(),
              new LossConfig(10_001, SpanDirections.all(), ResidualForm.BIASED),
              CONFIG.training()),
          new SolveConfig(
              CONFIG.network(),
              new LossConfig(32, new SpanDirections(2), ResidualForm.BIASED),
              CONFIG.training()),
          new SolveConfig(
              CONFIG.network(),
              CONFIG.loss(),
              new SdzeConfig(
                  new UnitCredit(4, 1e-2, false), new GaussNewton(1e-3, 0), 1.4, Schedule.LINEAR))
        }) {
      assertFalse(cuda.isWhole(PROBLEM, other), other::toString);
      assertTrue(cuda.check(PROBLEM, other).endsWith(", for the first layer's weights"));
    }
  }

  private static SolveConfig with(NetworkConfig network) {
    return new SolveConfig(network, CONFIG.loss(), CONFIG.training());
  }

  private static void assertRefused(String reason, Problem problem, SolveConfig config) {
    String sentence = "the device cuda cannot be used: " + reason;
    Device.Unusable refused =
        assertThrows(Device.Unusable.class, () -> new Cuda().check(problem, config));
    assertEquals(sentence, refused.getMessage());
    Device.Unusable again =
        assertThrows(
            Device.Unusable.class, () -> new Solve(problem, config, BUDGET, 0, new Cuda()));
    assertEquals(sentence, again.getMessage());
  }
}
