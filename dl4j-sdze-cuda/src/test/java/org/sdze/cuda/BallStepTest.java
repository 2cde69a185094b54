package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.cuda.driver.CudaDevice;
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
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.problem.TwoBody;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;

/** The step on the device, through the stand-in, against that of org.sdze.pinn in double. */
class BallStepTest {

  private static final RandomKey ROOT = RandomKey.root(7);

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

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
      parameter.assign(parameter.castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
    }
    dense.changed();
    INDArray weights = dense.layers().get(0).weights();
    INDArray before = weights.dup('c');
    double rate = 0.7;
    double damping = 1e-3;
    try (CudaDevice device = CudaDevice.open();
        BallStep step =
            new BallStep(
                device,
                new StepPlan(d, n, h, device.processors()),
                BallStep.Hidden.valueOf(activation.name()),
                BallStep.Nonlinearity.valueOf(
                    problem.equation().name().toUpperCase(java.util.Locale.ROOT).replace('-', '_')),
                inputScale,
                ((TwoBody) problem.solution()).coefficients().toFloatVector())) {
      step.use(ROOT);
      float[] w = new float[d * step.plan().paddedWidth()];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < h; j++) {
          w[i * step.plan().paddedWidth() + j] = (float) before.getDouble(i, j);
        }
      }
      step.weights().write(w);
      step.setHead(
          dense.output().weights().toFloatVector(),
          dense.layers().get(0).bias().toFloatVector(),
          dense.output().bias().getFloat(0));
      step.weightsChanged();

      RandomKey key = ROOT.purpose(Purpose.POINTS);
      INDArray points = Nd4j.create(Draws.points(n, d, 5, key)).dup('f');
      LossConfig loss = new LossConfig(n, SpanDirections.all(), ResidualForm.BIASED);
      Trainer trainer =
          new Trainer(
              new SdzeConfig(
                  new UnitCredit(UnitCredit.ALL, 1e-5, true),
                  new GaussNewton(damping, 0),
                  rate,
                  Schedule.CONSTANT),
              ROOT);
      StepReport report =
          trainer.step(
              dense, loss.of(problem, dense).at(points, key), new StepKey(key, 5, 0));
      BallStep.Result result = step.step(5, rate, damping);

      assertTrue(result.isSolved());
      assertEquals(1, result.loss() / report.loss(), 1e-5);
      float[] after = step.weights().floats();
      double change = 0;
      double error = 0;
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < h; j++) {
          double moved = weights.getDouble(i, j) - before.getDouble(i, j);
          double here = after[i * step.plan().paddedWidth() + j] - before.getDouble(i, j);
          change += moved * moved;
          error += (moved - here) * (moved - here);
        }
      }
      System.out.printf("change %.3e, error %.3e%n", Math.sqrt(change), Math.sqrt(error / change));
      assertTrue(Math.sqrt(error / change) < 1e-4, () -> "weights");
    }
  }
}
