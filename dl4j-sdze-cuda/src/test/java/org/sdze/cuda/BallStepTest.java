package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.CudaException;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.Trainer;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.problem.TwoBody;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;

/** The step on the device, through the stand-in, against that of org.sdze.pinn in double. */
@Tag("slow")
class BallStepTest {

  private static final RandomKey ROOT = RandomKey.root(7);
  private static final RandomKey POINTS = ROOT.purpose(Purpose.POINTS);
  private static final double RATE = 0.7;
  private static final double DAMPING = 1e-3;

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

  /** Padded and whole groups of points, tiles of coordinates and blocks of units. */
  @ParameterizedTest
  @CsvSource({
    "sine-gordon-two-body, 20, 12, 40, TANH, 1",
    "sine-gordon-two-body, 131, 70, 130, TANH, 3",
    "allen-cahn-two-body, 67, 30, 128, SINE, 3",
    "poisson-two-body, 10, 16, 7, SINE, 1",
  })
  void aStepIsThatOfTheHost(
      String name, int d, int n, int h, Activation activation, double inputScale) {
    Problem problem = Problems.draw(Problems.library().get(name), d, 3);
    NetworkConfig config = new NetworkConfig(h, 1, activation, inputScale, Precision.DOUBLE);
    MultiLayerNetwork network = config.create(problem, ROOT);
    DenseNetwork dense = DenseNetworks.of(network, inputScale);
    for (INDArray parameter : dense.parameters()) { // to what both can hold
      parameter.assign(parameter.castTo(DataType.FLOAT));
    }
    dense.changed();
    double[][] before = numbers(dense);
    try (CudaDevice device = CudaDevice.open();
        BallStep step = step(device, problem, n, h, activation, inputScale)) {
      give(step, dense);
      INDArray points = Nd4j.create(Draws.points(n, d, 5, POINTS)).dup('f');
      LossConfig loss = LossConfig.exact(n);
      Trainer trainer =
          new Trainer(
              new SdzeConfig(
                  new UnitCredit(UnitCredit.ALL, 1e-5, true),
                  new GaussNewton(DAMPING, 0),
                  RATE,
                  Schedule.CONSTANT),
              ROOT);
      StepReport report =
          trainer.step(
              dense, loss.of(problem, dense).at(points, POINTS), new StepKey(POINTS, 5, 0));
      BallStep.Result result = step.step(5, RATE, DAMPING);

      assertTrue(result.isSolved());
      assertEquals(1, result.loss() / report.loss(), 1e-5);
      double[][] here = numbers(dense);
      double[][] there = numbers(step);
      for (int k = 0; k < here.length; k++) {
        double change = distance(before[k], here[k]);
        assertTrue(change > 0, "nothing has changed");
        assertEquals(0, distance(here[k], there[k]) / change, 1e-4, "parameter " + k);
      }
    }
  }

  @Test
  void theSameBitsTwice() {
    Problem problem = Problems.draw(Problems.library().get("sine-gordon-two-body"), 90, 3);
    DenseNetwork dense = DenseNetworks.of(network(problem), 3);
    double[][][] ends = new double[2][][];
    try (CudaDevice device = CudaDevice.open()) {
      for (int k = 0; k < 2; k++) {
        try (BallStep step = step(device, problem, 20, 32, Activation.TANH, 3)) {
          give(step, dense);
          step.step(0, RATE, DAMPING);
          step.step(1, RATE, DAMPING);
          ends[k] = numbers(step);
        }
      }
    }
    for (int k = 0; k < ends[0].length; k++) {
      assertArrayEquals(ends[0][k], ends[1][k], 0);
    }
  }

  @Test
  void anUnsolvableStepChangesNothingAndSaysSo() {
    Problem problem = Problems.draw(Problems.library().get("sine-gordon-two-body"), 30, 3);
    DenseNetwork dense = DenseNetworks.of(network(problem), 3);
    try (CudaDevice device = CudaDevice.open();
        BallStep step = step(device, problem, 16, 32, Activation.TANH, 3)) {
      give(step, dense);
      double[][] before = numbers(step);
      assertFalse(step.step(0, RATE, -10).isSolved()); // no positive pivot
      double[][] after = numbers(step);
      for (int k = 0; k < before.length; k++) {
        assertArrayEquals(before[k], after[k], 0);
      }
      assertTrue(step.step(0, RATE, DAMPING).isSolved());
    }
  }

  /** What the network has at the points is what DL4J gives there. */
  @Test
  void scoresAreThoseOfTheHost() {
    int d = 50;
    int n = 24;
    Problem problem = Problems.draw(Problems.library().get("sine-gordon-two-body"), d, 3);
    MultiLayerNetwork network = network(problem);
    try (CudaDevice device = CudaDevice.open();
        BallStep step = step(device, problem, n, 32, Activation.TANH, 3)) {
      give(step, DenseNetworks.of(network, 3));
      float[][] values = step.score(4);
      INDArray points =
          Nd4j.create(Draws.points(n, d, 4, ROOT.purpose(Purpose.TEST_POINTS))).dup('f');
      double[] u =
          problem
              .constraint()
              .trialValues(points, network.output(points.castTo(DataType.FLOAT)).data().asDouble());
      double[] exact = problem.exact(points);
      for (int p = 0; p < n; p++) {
        assertEquals(u[p], values[0][p], 1e-4);
        assertEquals(exact[p], values[1][p], 1e-3);
        assertEquals(
            1 - Math.pow(points.getRow(p).norm2Number().doubleValue(), 2), values[2][p], 1e-5);
      }
    }
  }

  @Test
  void itTakesTheMemoryThatItsPlanSays() {
    StepPlan plan = new StepPlan(1203, 100, 200, 3);
    try (CudaDevice device = CudaDevice.open()) {
      long before = device.freeBytes();
      try (BallStep step =
          new BallStep(
              device,
              plan,
              BallStep.Hidden.TANH,
              BallStep.Nonlinearity.POISSON,
              1,
              new float[1202])) {
        assertEquals(1, (before - device.freeBytes()) / (double) plan.bytes(), 0.01);
        assertEquals(plan.bytes(), step.plan().bytes());
      }
      assertEquals(before, device.freeBytes());
    }
  }

  @Test
  void tooLittleMemoryIsSaidBeforeAnythingIsTaken() {
    try (CudaDevice device = CudaDevice.open()) {
      long before = device.freeBytes();
      CudaException refused =
          assertThrows(
              CudaException.class,
              () ->
                  new BallStep(
                      device,
                      new StepPlan(10_000_000, 64, 128, 132),
                      BallStep.Hidden.TANH,
                      BallStep.Nonlinearity.POISSON,
                      1,
                      null));
      assertEquals(
          "a step of 64 points with 128 units in 10,000,000 dimensions needs 4.81 GiB of the device's memory,"
              + " but of 4.00 GiB of a stand-in on the CPU only 4.00 are free",
          refused.getMessage());
      assertEquals(before, device.freeBytes());
    }
  }

  private static MultiLayerNetwork network(Problem problem) {
    return new NetworkConfig(32, 1, Activation.TANH, 3, Precision.FLOAT).create(problem, ROOT);
  }

  private static BallStep step(
      CudaDevice device, Problem problem, int n, int h, Activation activation, double inputScale) {
    BallStep step =
        new BallStep(
            device,
            new StepPlan(problem.dimension(), n, h, device.processors()),
            BallStep.Hidden.valueOf(activation.name()),
            BallStep.Nonlinearity.valueOf(
                problem.equation().name().toUpperCase(Locale.ROOT).replace('-', '_')),
            inputScale,
            ((TwoBody) problem.solution()).coefficients().toFloatVector());
    step.use(ROOT);
    return step;
  }

  private static void give(BallStep step, DenseNetwork dense) {
    int h = step.plan().width();
    int padded = step.plan().paddedWidth();
    INDArray weights = dense.layers().get(0).weights();
    float[] w = new float[step.plan().dimension() * padded];
    for (int i = 0; i < step.plan().dimension(); i++) {
      for (int j = 0; j < h; j++) {
        w[i * padded + j] = weights.getFloat(i, j);
      }
    }
    step.weights().write(w);
    step.setHead(
        dense.output().weights().toFloatVector(),
        dense.layers().get(0).bias().toFloatVector(),
        dense.output().bias().getFloat(0));
    step.weightsChanged();
  }

  /** W row by row, b, a, c. */
  private static double[][] numbers(DenseNetwork dense) {
    return new double[][] {
      dense.layers().get(0).weights().dup('c').data().asDouble(),
      dense.layers().get(0).bias().dup().data().asDouble(),
      dense.output().weights().dup().data().asDouble(),
      dense.output().bias().dup().data().asDouble()
    };
  }

  private static double[][] numbers(BallStep step) {
    float[] padded = step.weights().floats();
    int h = step.plan().width();
    double[] w = new double[step.plan().dimension() * h];
    for (int k = 0; k < w.length; k++) {
      w[k] = padded[k / h * step.plan().paddedWidth() + k % h];
    }
    return new double[][] {
      w, doubles(step.biases()), doubles(step.outputWeights()), {step.outputBias()}
    };
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    Arrays.setAll(doubles, k -> numbers[k]);
    return doubles;
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += (one[k] - other[k]) * (one[k] - other[k]);
    }
    return Math.sqrt(sum);
  }
}
