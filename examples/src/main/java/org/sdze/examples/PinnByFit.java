package org.sdze.examples;

import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.layer.CollocationIterator;
import org.sdze.pinn.layer.PinnOutputLayer;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.RelativeError;

/** Δu + sin u = g in a hundred dimensions: an equation is a layer, and training is {@code fit}. */
public final class PinnByFit {

  private static final int DIMENSION = 100;
  private static final int WIDTH = 128;
  private static final int BATCH = 200;

  private PinnByFit() {}

  /** Prints the relative L2 error of the solution. */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
    System.out.printf(Locale.ROOT, "relative L2 error %.2e%n", error(steps));
  }

  /** The relative L2 error after some steps. */
  static double error(int steps) {
    RandomKey key = RandomKey.root(0);
    Problem problem = Problems.draw(Problems.library().get("sine-gordon-two-body"), DIMENSION, 0);
    UnitBall ball = new UnitBall(DIMENSION);
    double decay = Math.pow(0.01, 1.0 / steps);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(
                    Sdze.builder()
                        .credit(Credit.UNITS)
                        .learningRate(new ExponentialSchedule(ScheduleType.ITERATION, 1.4, decay))
                        .build())
                .weightInit(new NormalDistribution(0, 0.1))
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(DIMENSION)
                        .nOut(WIDTH)
                        .activation(Activation.TANH)
                        .biasInit(0.5)
                        .build())
                .layer(new PinnOutputLayer.Builder(problem.equation()).nIn(WIDTH).build())
                .build());
    network.init();
    network.setListeners(new ScoreIterationListener(100));
    Sdze.attach(network);
    network.fit(new CollocationIterator(ball, problem::source, BATCH, steps, key));

    INDArray points = Nd4j.createUninitialized(DataType.FLOAT, new long[] {2_000, DIMENSION}, 'f');
    ball.draw(key.purpose(Purpose.TEST_POINTS), points);
    PinnOutputLayer layer = (PinnOutputLayer) network.getOutputLayer().conf().getLayer();
    INDArray solution = layer.solution(points, network.output(points));
    return RelativeError.of(solution.toDoubleVector(), problem.exact(points));
  }
}
