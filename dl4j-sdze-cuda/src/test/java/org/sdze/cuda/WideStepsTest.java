package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/** Steps whose first layer's weights are on the device, through the stand-in. */
class WideStepsTest {

  private static final Budget BUDGET = new Budget.Steps(6);
  private static final long SEED = 5;

  @TempDir private Path folder;

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

  /** A problem and what solves it. */
  record Case(String problem, int dimension, int depth, DirectionLaw law) {

    Problem drawn() {
      return Problems.draw(Problems.library().get(problem), dimension, SEED);
    }

    SolveConfig config() {
      return new SolveConfig(
          new NetworkConfig(13, depth, Activation.TANH, 2, Precision.FLOAT),
          new LossConfig(9, law, ResidualForm.BIASED),
          new SdzeConfig(
              new UnitCredit(UnitCredit.ALL, 0.1, false),
              new GaussNewton(1e-1, 0),
              0.7,
              Schedule.CONSTANT));
    }

    Solve solve(@Nullable Device device) {
      return new Solve(drawn(), config(), BUDGET, SEED, device);
    }
  }

  static Stream<Case> cases() {
    DirectionLaw all = SpanDirections.all();
    DirectionLaw gaussian = new RandomDirections(RandomDirections.Kind.GAUSSIAN, 4);
    return Stream.of(
        new Case("sine-gordon-two-body", 70, 2, all),
        new Case("sine-gordon-two-body", 70, 1, new SpanDirections(4)),
        new Case("poisson-ridge", 70, 1, all),
        new Case("allen-cahn-three-body", 9, 3, gaussian),
        new Case("hamilton-jacobi-bellman", 21, 2, all),
        new Case("poisson-square", 40, 2, all));
  }

  /** Weights and biases, from the input up. */
  private static List<INDArray> parameters(Solve solve) {
    List<INDArray> copies = new ArrayList<>();
    for (INDArray each : DenseNetworks.of(solve.network(), 2).parameters()) {
      copies.add(each.castTo(DataType.DOUBLE).dup('f'));
    }
    return copies;
  }

  private static double distance(INDArray one, INDArray other) {
    return one.sub(other).norm2Number().doubleValue();
  }

  /**
   * Both have the same points and differ by how single precision adds up, of which differences by a
   * smoothing of 0.1 make ten times as much.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void aStepIsThatOfTheHost(Case of) {
    Solve here = of.solve(null);
    Solve there = of.solve(new Cuda());
    assertEquals("cuda", there.device());
    List<INDArray> before = parameters(here);
    here.run((report, now) -> false);
    there.run((report, now) -> false);
    assertEquals(1, there.history().last().loss() / here.history().last().loss(), 1e-5);
    List<INDArray> expected = parameters(here);
    List<INDArray> found = parameters(there);
    for (int k = 0; k < before.size(); k++) {
      double change = distance(before.get(k), expected.get(k));
      assertTrue(change > 0, "nothing has changed");
      assertEquals(0, distance(expected.get(k), found.get(k)) / change, 1e-4, "parameter " + k);
    }
  }

  /** Six steps, the last three gone on with here or there. */
  @ParameterizedTest
  @MethodSource("cases")
  void checkpointsCross(Case of) throws IOException {
    Solve whole = of.solve(new Cuda());
    List<INDArray> before = parameters(whole);
    whole.run();
    List<INDArray> expected = parameters(whole);
    for (Device first : new Device[] {null, new Cuda()}) {
      for (Device second : new Device[] {null, new Cuda()}) {
        Solve half = of.solve(first);
        half.runTo(0.5);
        Path file = folder.resolve("half");
        half.save(file);
        Solve rest = Solve.resume(file, of.drawn(), of.config(), BUDGET, SEED, second);
        rest.run();
        List<INDArray> found = parameters(rest);
        for (int k = 0; k < found.size(); k++) {
          if (first != null && second != null) {
            assertArrayEquals(expected.get(k).toDoubleMatrix(), found.get(k).toDoubleMatrix());
          }
          double change = distance(before.get(k), expected.get(k));
          assertEquals(0, distance(expected.get(k), found.get(k)) / change, 1e-3);
        }
      }
    }
  }
}
