package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.testing.UntouchedGlobals;

/**
 * A network that has learned a source of almost nothing, or a small part of the domain, goes on
 * with all of it. Its loss is then thousands of times as large, which is nobody's fault.
 */
class ChangedEquationTest {

  private static final int D = 5;
  private static final int WIDTH = 24;
  private static final int BATCH = 60;
  private static final int BEFORE = 30;
  private static final int AFTER = 60;

  /** A thousandth of the source, or of the ball's radius; then the whole of both. */
  private record Part(double source, double radius, RandomKey key) implements Domain {
    @Override
    public int dimension() {
      return D;
    }

    @Override
    public void draw(RandomKey key, INDArray points) {
      new UnitBall(D).draw(key, points);
      points.muli(radius);
    }

    double[] sourceAt(INDArray points) {
      Problem problem =
          Problems.library().create("sine-gordon-two-body", D, key.purpose(Purpose.PROBLEM));
      return Arrays.stream(problem.source(points)).map(value -> source * value).toArray();
    }
  }

  /** The losses of the steps: those before the change, then those after it. */
  private static void assertLearnsAfterTheChange(double[] losses) {
    double converged = losses[BEFORE - 1];
    double changed = losses[BEFORE];
    assertTrue(changed > 200 * converged, "from %.2e to %.2e".formatted(converged, changed));
    double after = Arrays.stream(losses).skip(BEFORE + AFTER - 5).average().orElseThrow();
    assertTrue(after < changed / 10, "loss from %.2e to %.2e".formatted(changed, after));
  }

  private static MultiLayerNetwork trial(RandomKey key) {
    return TrialNetworks.create(D, WIDTH, 1, new ActivationTanH(), DataType.FLOAT, 1, key);
  }

  @ParameterizedTest
  @CsvSource({"1e-3, 1, 1", "1e-3, 1, 2", "1e-3, 1, 3", "1e-3, 0.01, 4"})
  void byFit(double source, double radius, long seed) {
    RandomKey key = RandomKey.root(seed);
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      new NeuralNetConfiguration.Builder()
                          .updater(Sdze.builder().seed(seed).build())
                          .list()
                          .layer(
                              new DenseLayer.Builder()
                                  .nIn(D)
                                  .nOut(WIDTH)
                                  .activation(Activation.TANH)
                                  .build())
                          .layer(new PinnOutputLayer.Builder(new SineGordon()).nIn(WIDTH).build())
                          .build());
              made.init();
              made.setParams(trial(key).params());
              return Sdze.attach(made);
            });
    double[] losses = new double[BEFORE + AFTER];
    CollocationIterator part = iterator(new Part(source, radius, key), key);
    CollocationIterator whole = iterator(new Part(1, 1, key), key);
    for (int step = 0; step < losses.length; step++) {
      network.fit((step < BEFORE ? part : whole).next());
      losses[step] = network.score();
    }
    assertLearnsAfterTheChange(losses);
  }

  private static CollocationIterator iterator(Part part, RandomKey key) {
    return new CollocationIterator(part, part::sourceAt, BATCH, BEFORE + AFTER, key);
  }

  @ParameterizedTest
  @CsvSource({"1e-3, 1, 1", "1e-3, 1, 2", "1e-3, 1, 3", "1e-3, 0.01, 4"})
  void byTheEngine(double source, double radius, long seed) {
    RandomKey key = RandomKey.root(seed);
    DenseNetwork network = UntouchedGlobals.puttingBack(() -> DenseNetworks.of(trial(key), 1));
    Trainer trainer = new Trainer(Defaults.of(D).training(), key);
    ResidualLoss part = loss(network, new Part(source, radius, key));
    ResidualLoss whole = loss(network, new Part(1, 1, key));
    double[] losses = new double[BEFORE + AFTER];
    for (int step = 0; step < losses.length; step++) {
      StepKey stepKey = StepKey.of(key, step, 0);
      ResidualLoss loss = step < BEFORE ? part : whole;
      losses[step] = trainer.step(network, loss.at(stepKey.key()), stepKey).loss();
    }
    assertLearnsAfterTheChange(losses);
  }

  private static ResidualLoss loss(DenseNetwork network, Part part) {
    return new LossConfig(BATCH, SpanDirections.all(), ResidualForm.BIASED)
        .collapsed(
            new Problem(
                "test", new SineGordon(), part, HardConstraint.unitBall(), part::sourceAt, null),
            network);
  }
}
