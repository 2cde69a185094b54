package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.pinn.SphereValues;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.RelativeError;
import org.sdze.testing.JavaProcess;
import org.sdze.testing.UntouchedGlobals;

/** A physics-informed network trained by DL4J's own fit. */
class PinnByFitTest {

  private static final int D = 6;
  private static final int WIDTH = 24;
  private static final int BATCH = 50;
  private static final int STEPS = 12;
  private static final RandomKey KEY = RandomKey.root(3);
  private static final UnitBall BALL = new UnitBall(D);
  private static final Problem PROBLEM =
      Problems.library().create("sine-gordon-two-body", D, KEY.purpose(Purpose.PROBLEM));

  @TempDir Path folder;

  private static Sdze sdze() {
    return Sdze.builder()
        .credit(Credit.UNITS)
        .rule(Rule.GAUSS_NEWTON)
        .momentum(0)
        .learningRate(0.8)
        .seed(3)
        .build();
  }

  private static MultiLayerConfiguration configuration(Sdze sdze) {
    return new NeuralNetConfiguration.Builder()
        .updater(sdze)
        .list()
        .layer(new DenseLayer.Builder().nIn(D).nOut(WIDTH).activation(Activation.TANH).build())
        .layer(new PinnOutputLayer.Builder(new SineGordon()).nIn(WIDTH).build())
        .build();
  }

  /** With the initial values of the trial networks. */
  private static MultiLayerNetwork network(Sdze sdze) {
    return network(sdze, KEY);
  }

  private static MultiLayerNetwork network(Sdze sdze, RandomKey key) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network = new MultiLayerNetwork(configuration(sdze));
          network.init();
          network.setParams(trial(key).params());
          return network;
        });
  }

  private static MultiLayerNetwork trial(RandomKey key) {
    return TrialNetworks.create(D, WIDTH, 1, new ActivationTanH(), DataType.FLOAT, 1, key);
  }

  private static CollocationIterator points(int batches) {
    return new CollocationIterator(BALL, PROBLEM::source, BATCH, batches, KEY);
  }

  @Test
  void fitGivesTheBitsOfTheEngine() {
    MultiLayerNetwork direct = UntouchedGlobals.puttingBack(() -> trial(KEY));
    DenseNetwork dense = DenseNetworks.of(direct, 1);
    ResidualLoss loss =
        new LossConfig(BATCH, SpanDirections.all(), ResidualForm.BIASED).collapsed(PROBLEM, dense);
    SdzeConfig config =
        new SdzeConfig(
            new UnitCredit(UnitCredit.ALL, 1e-2, false),
            new GaussNewton(1e-4, 0),
            0.8,
            Schedule.CONSTANT);
    TrainingLoop.run(
        new Trainer(config, KEY),
        dense,
        loss::at,
        KEY,
        new Budget.Steps(STEPS),
        (report, status) -> true);

    MultiLayerNetwork fitted = Sdze.attach(network(sdze()));
    fitted.fit(points(STEPS / 2), 2);
    assertEquals(STEPS, fitted.getIterationCount());
    assertEquals(direct.params(), fitted.params());
  }

  /** The error falls by a factor of 330 to 410, on these seeds and three kernels of OpenBLAS. */
  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void theSolutionIsFound(long seed) {
    MultiLayerNetwork network =
        Sdze.attach(
            network(Sdze.builder().credit(Credit.UNITS).seed(seed).build(), RandomKey.root(seed)));
    INDArray test = Nd4j.createUninitialized(DataType.FLOAT, new long[] {500, D}, 'f');
    BALL.draw(KEY.purpose(Purpose.TEST_POINTS), test);
    double before = error(network, test);
    network.fit(points(100));
    double after = error(network, test);
    assertTrue(after < before / 50, "error fell from %.3f to %.4f".formatted(before, after));
  }

  private static double error(MultiLayerNetwork network, INDArray test) {
    return RelativeError.of(solution(network, test).toDoubleVector(), PROBLEM.exact(test));
  }

  @Test
  void configurationAndNetworkGoThroughAFile() throws IOException {
    MultiLayerConfiguration configuration =
        UntouchedGlobals.puttingBack(() -> configuration(sdze()));
    assertEquals(configuration, MultiLayerConfiguration.fromJson(configuration.toJson()));

    MultiLayerNetwork straight = Sdze.attach(network(sdze()));
    straight.fit(points(STEPS));
    MultiLayerNetwork stopped = Sdze.attach(network(sdze()));
    stopped.fit(points(STEPS / 2));
    File file = folder.resolve("pinn.zip").toFile();
    ModelSerializer.writeModel(stopped, file, true);
    MultiLayerNetwork restored = (MultiLayerNetwork) PinnGraphTest.restore(file);
    CollocationIterator rest = points(STEPS - STEPS / 2);
    rest.skip(STEPS / 2);
    restored.fit(rest);
    assertEquals(straight.params(), restored.params());
  }

  @Test
  void everySettingOfTheLayerIsSaved() {
    MultiLayerConfiguration configuration =
        UntouchedGlobals.puttingBack(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(
                        new PinnOutputLayer.Builder(new Poisson())
                            .constraint(HardConstraint.none())
                            .directionCount(7)
                            .inputScale(2)
                            .nIn(5)
                            .build())
                    .build());
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
    assertEquals(configuration, read);
    PinnOutputLayer layer = (PinnOutputLayer) read.getConf(0).getLayer();
    assertEquals(7, layer.directionCount());
    assertEquals(2, layer.inputScale());
    assertEquals(HardConstraint.none(), layer.constraint());
  }

  private static MultiLayerConfiguration onTheSphere() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(Sdze.builder().seed(3).build())
        .list()
        .layer(new DenseLayer.Builder().nIn(D).nOut(WIDTH).activation(Activation.TANH).build())
        .layer(
            new PinnOutputLayer.Builder(new Poisson())
                .constraint(new SphereValues())
                .nIn(WIDTH)
                .build())
        .build();
  }

  /** u* = x₁ + x₂² + (1 − ‖x‖²) sin(x₁ + x₂). */
  private static double[] onTheSphere(INDArray points, boolean laplacian) {
    double[][] x = HostArrays.rows(points);
    double[] values = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double a = x[i][0] + x[i][1];
      double left = 1 - Arrays.stream(x[i]).map(number -> number * number).sum();
      values[i] =
          laplacian
              ? 2 - 2 * left * Math.sin(a) - 4 * a * Math.cos(a) - 2 * D * Math.sin(a)
              : x[i][0] + x[i][1] * x[i][1] + left * Math.sin(a);
    }
    return values;
  }

  /** Three seeds and three kernels of OpenBLAS: the error falls by a factor of 180 at the least. */
  @Test
  void aConstraintOfOnesOwnIsTrainedAndGoesOnInAnotherProcess()
      throws IOException, InterruptedException {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork fresh = new MultiLayerNetwork(onTheSphere());
              fresh.init();
              return Sdze.attach(fresh);
            });
    String json = network.getLayerWiseConfigurations().toJson();
    assertEquals(
        network.getLayerWiseConfigurations(), MultiLayerConfiguration.fromJson(json), json);
    INDArray test = Nd4j.createUninitialized(DataType.FLOAT, new long[] {500, D}, 'f');
    BALL.draw(KEY.purpose(Purpose.TEST_POINTS), test);
    double[] exact = onTheSphere(test, false);
    double before = RelativeError.of(solution(network, test).toDoubleVector(), exact);
    network.fit(pointsOfTheSphere(0, 100));
    double after = RelativeError.of(solution(network, test).toDoubleVector(), exact);
    assertTrue(after < before / 50, "error fell from %.3f to %.4f".formatted(before, after));

    File file = folder.resolve("sphere.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork restored = (MultiLayerNetwork) PinnGraphTest.restore(file);
    assertEquals(solution(network, test), solution(restored, test));
    File continued = folder.resolve("continued.zip").toFile();
    elsewhere(file, continued);
    network.fit(pointsOfTheSphere(100, 3));
    assertEquals(network.params(), plain(continued).params());
  }

  private static MultiLayerNetwork plain(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return ModelSerializer.restoreMultiLayerNetwork(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Training goes on in another process. */
  private void elsewhere(File saved, File continued) throws IOException, InterruptedException {
    JavaProcess.run(GoesOn.class, folder, saved.toString(), continued.toString());
  }

  static CollocationIterator pointsOfTheSphere(int from, int batches) {
    CollocationIterator points =
        new CollocationIterator(BALL, x -> onTheSphere(x, true), BATCH, batches, KEY);
    points.skip(from);
    return points;
  }

  private static INDArray solution(MultiLayerNetwork network, INDArray points) {
    PinnOutputLayer layer = (PinnOutputLayer) network.getOutputLayer().conf().getLayer();
    return layer.solution(points, network.output(points));
  }

  /** Every setting of the layer is saved. */
  @Test
  void settingsGoThroughJson() {
    PinnOutputLayer layer =
        (PinnOutputLayer)
            new PinnOutputLayer.Builder(new Poisson())
                .constraint(new SphereValues())
                .directionCount(4)
                .inputScale(2.5)
                .nIn(WIDTH)
                .build();
    MultiLayerConfiguration configuration =
        UntouchedGlobals.puttingBack(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new DenseLayer.Builder().nIn(D).nOut(WIDTH).build())
                    .layer(layer)
                    .build());
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
    assertEquals(configuration, read);
    PinnOutputLayer again = (PinnOutputLayer) read.getConf(1).getLayer();
    assertEquals(4, again.directionCount());
    assertEquals(2.5, again.inputScale());
    assertEquals(new SphereValues(), again.constraint());
  }

  @Test
  void constraintsAreCompared() {
    PinnOutputLayer.Builder ball = new PinnOutputLayer.Builder(new Poisson());
    PinnOutputLayer own = with(new SphereValues());
    assertEquals(own, with(new SphereValues()));
    assertNotEquals(own, ball.build());
    assertNotEquals(own, with(new SphereValues(false)));
    assertNotEquals(with(HardConstraint.none()), ball.build());
  }

  private static PinnOutputLayer with(HardConstraint constraint) {
    return new PinnOutputLayer.Builder(new Poisson()).constraint(constraint).build();
  }

  @Test
  void mistakesGetASentence() {
    MultiLayerNetwork network = Sdze.attach(network(sdze()));
    refused(
        "labels must hold the equation's source at each of 4 points, but are 3 numbers",
        () -> network.fit(new DataSet(Nd4j.zeros(4, D), Nd4j.zeros(3, 1))));
    refused(
        "points must be of shape [n, 6], were [4, 5]",
        () -> network.fit(new DataSet(Nd4j.zeros(4, D - 1), Nd4j.zeros(4, 1))));
    refused("already", () -> Sdze.attach(network));
    refused(
        "the credit NOISE is for losses of a network's outputs",
        () -> Sdze.attach(network(Sdze.builder().credit(Credit.NOISE).build())));
    refused("batches must be at least 1, was 0", () -> points(0));
    refused(
        "direction count must be at least 1, was 0",
        () -> new PinnOutputLayer.Builder(new SineGordon()).directionCount(0));
    refused(
        "input scale must be positive, was 0.0",
        () -> new PinnOutputLayer.Builder(new SineGordon()).inputScale(0));
  }

  private static void refused(String part, Runnable mistake) {
    Exception thrown = assertThrows(RuntimeException.class, mistake::run);
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }
}
