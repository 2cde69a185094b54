package org.sdze.benchmarks;

import static org.deeplearning4j.nn.weights.WeightInit.XAVIER;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.memory.PeakMemory;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.TestSet;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/**
 * The resident memory of a long training: its first argument says of what, the second how many
 * steps.
 */
public final class Soak {

  /** What is trained. */
  enum Training {
    /** Gauss–Newton on the two-body problem, d = 100, 512 units. */
    PINN,
    /** The same with d = 1,000, twice 64 units. */
    DEEP,
    /** {@code fit} of an attached network 64-128-64-10 by noise credit, batches of 32. */
    FIT
  }

  /**
   * What the resident memory was once it had settled, in MiB.
   *
   * @param least the least that was read
   * @param most the most
   */
  record Settled(double least, double most) {}

  private static final long SEED = 0;

  private final int every;
  private final long begin = System.nanoTime();
  private final NavigableMap<Long, Double> read = new TreeMap<>(); // step → MiB

  private Soak(int every) {
    this.every = every;
  }

  /** Prints the resident memory every 500 steps, and what it varied by after the first 2,000. */
  public static void main(String[] arguments) {
    Training training = Training.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    Settled settled = run(training, Long.parseLong(arguments[1]), 500, 2_000);
    System.out.printf(
        Locale.ROOT,
        "from %.0f to %.0f MiB since step 2,000: the most is %.1f %% above the least%n",
        settled.least(),
        settled.most(),
        100 * (settled.most() / settled.least() - 1));
  }

  /**
   * Trains.
   *
   * @param every how many steps lie between two readings
   * @param first the step from which on the memory counts as settled
   */
  static Settled run(Training training, long steps, int every, long first) {
    Soak soak = new Soak(every);
    switch (training) {
      case PINN -> solve(100, Defaults.network(100, 1), steps, soak::afterStep);
      case DEEP -> solve(1_000, Defaults.network(1_000, 2), steps, soak::afterStep);
      case FIT -> fit(steps, soak::afterStep);
    }
    Collection<Double> values = soak.read.tailMap(first, true).values();
    return new Settled(Collections.min(values), Collections.max(values));
  }

  private void afterStep(long step) {
    if (step % every == 0) {
      double mebibytes = PeakMemory.presentMebibytes();
      double seconds = (System.nanoTime() - begin) * 1e-9;
      read.put(step, mebibytes);
      System.out.printf(
          Locale.ROOT, "step %,7d  %5.0f MiB  %5.1f steps/s%n", step, mebibytes, step / seconds);
    }
  }

  /** As {@code ./sdze solve} does, with its test points. */
  private static void solve(
      int dimension, NetworkConfig network, long steps, LongConsumer afterStep) {
    SolveConfig usual = Defaults.of(dimension);
    Problem problem =
        Problems.draw(Problems.library().get("sine-gordon-two-body"), dimension, SEED);
    Solve solve =
        new Solve(
            problem,
            new SolveConfig(network, usual.loss(), usual.training()),
            new Budget.Steps(steps),
            SEED);
    TestSet test = solve.testSet(20_000);
    solve.run(
        (report, status) -> {
          if (status.steps() % Math.max(1, steps / 40) == 0) {
            solve.history().measured(solve.relativeError(test, () -> false));
          }
          afterStep.accept(status.steps());
          return true;
        });
  }

  private static void fit(long steps, LongConsumer afterStep) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(Sdze.builder().build())
                .weightInit(XAVIER)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(128).build())
                .layer(new DenseLayer.Builder().nIn(128).nOut(64).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(64)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    Sdze.attach(network);
    INDArray features = Nd4j.createUninitialized(new long[] {32, 64}, 'f');
    KeyedDraws.gaussian(RandomKey.root(0), features);
    INDArray labels = Nd4j.zeros(32, 10);
    for (int i = 0; i < 32; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    for (long step = 1; step <= steps; step++) {
      network.fit(features, labels);
      afterStep.accept(step);
    }
  }
}
