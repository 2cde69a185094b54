package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.train.DivergenceException;

/** The guard and the memory limit of an updater, as {@code fit} honours them. */
class LimitsTest {

  private static final int GOOD = 4;

  /** Good steps, one that throws everything away, and good ones again. */
  private static ISchedule trap(double rate) {
    return new MapSchedule.Builder(ScheduleType.ITERATION)
        .add(0, rate)
        .add(GOOD, 1e6)
        .add(GOOD + 1, rate)
        .build();
  }

  /** Updaters of every way of training, with a guard. */
  static List<Sdze> guarded() {
    return List.of(
        sgd(Credit.NOISE).guard(true).build(),
        sgd(Credit.LOW_RANK).guardFactor(50).build(),
        gaussNewton().build());
  }

  private static Sdze.Builder sgd(Credit credit) {
    return Sdze.builder().credit(credit).rule(Rule.SGD).learningRate(trap(0.01)).seed(3);
  }

  /** Without momentum, which bounds the size of a step. */
  private static Sdze.Builder gaussNewton() {
    return Sdze.builder()
        .credit(Credit.UNITS)
        .rule(Rule.GAUSS_NEWTON)
        .momentum(0)
        .learningRate(trap(0.5));
  }

  private static MultiLayerNetwork regression(Sdze sdze) {
    return network(
        sdze,
        InputType.feedForward(4),
        new DenseLayer.Builder().nOut(10).build(),
        new DenseLayer.Builder().nOut(9).build(),
        new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build());
  }

  private static MultiLayerNetwork network(Sdze sdze, InputType input, Layer... layers) {
    return TestNetworks.ofLayers(sdze, input, layers);
  }

  private static DataSet numbers() {
    INDArray features = TestNetworks.gaussian(RandomKey.root(1), DataType.FLOAT, 20, 4);
    return new DataSet(features, features.sum(true, 1));
  }

  private static long[] bits(MultiLayerNetwork network) {
    return TestNetworks.bits(network.params());
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void aStepThatThrewTheLossUpIsUndone(Sdze sdze) {
    MultiLayerNetwork network = Sdze.attach(regression(sdze));
    for (int k = 0; k < GOOD; k++) {
      network.fit(numbers());
    }
    long[] good = bits(network);
    double loss = network.score();
    network.fit(numbers()); // far too large a step
    assertFalse(Arrays.equals(good, bits(network)));
    network.fit(numbers()); // which shows now
    assertTrue(!(network.score() < 50 * loss), "the loss is " + network.score());
    assertArrayEquals(good, bits(network));
    network.fit(numbers());
    assertTrue(network.score() < 2 * loss, "the loss is " + network.score());
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void theGuardGoesOnWhereANetworkWasDetached(Sdze sdze) {
    MultiLayerNetwork network = Sdze.attach(regression(sdze));
    for (int k = 0; k < GOOD; k++) {
      network.fit(numbers());
    }
    long[] good = bits(network);
    network.fit(numbers());
    Sdze.attach(Sdze.detach(network));
    network.fit(numbers());
    assertArrayEquals(good, bits(network));
  }

  @Test
  void withoutRetriesTheFirstSuchStepEndsTraining() {
    MultiLayerNetwork network = Sdze.attach(regression(sgd(Credit.NOISE).guardRetries(0).build()));
    for (int k = 0; k < GOOD; k++) {
      network.fit(numbers());
    }
    long[] good = bits(network);
    network.fit(numbers());
    assertThrows(DivergenceException.class, () -> network.fit(numbers()));
    assertArrayEquals(good, bits(network));
  }

  @ParameterizedTest
  @MethodSource("unguarded")
  void withoutAGuardNothingComesBack(Sdze sdze) {
    MultiLayerNetwork network = Sdze.attach(regression(sdze));
    for (int k = 0; k < GOOD; k++) {
      network.fit(numbers());
    }
    double loss = network.score();
    network.fit(numbers());
    try {
      network.fit(numbers());
      network.fit(numbers());
    } catch (DivergenceException expected) {
      return;
    }
    assertTrue(!(network.score() < 50 * loss), "the loss is " + network.score());
  }

  static List<Sdze> unguarded() {
    return List.of(
        sgd(Credit.NOISE).build(),
        sgd(Credit.NOISE).guard(false).build(),
        gaussNewton().guard(false).build());
  }

  @Test
  void aBatchWithoutNumbersIsNoFaultOfTheParameters() {
    MultiLayerNetwork network = Sdze.attach(regression(sgd(Credit.NOISE).guard(true).build()));
    network.fit(numbers());
    network.fit(numbers());
    long[] before = bits(network);
    DataSet bad = numbers();
    bad.getLabels().assign(Double.NaN);
    assertEquals(
        "the labels must be finite numbers, but NaN or infinity is among them",
        assertThrows(IllegalArgumentException.class, () -> network.fit(bad)).getMessage());
    assertArrayEquals(before, bits(network));
  }

  /** A network, a batch, and how to train it. */
  private record Case(
      String name, InputType input, DataSet data, Sdze.Builder sdze, List<Layer> layers) {
    MultiLayerNetwork make(int mebibytes) {
      return Sdze.attach(
          network(
              mebibytes == 0 ? sdze.build() : sdze.memoryLimit(mebibytes).build(),
              input,
              layers.stream().map(Layer::clone).toArray(Layer[]::new)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        dense("dense", Sdze.builder()),
        dense("dense with Adam", Sdze.builder().rule(Rule.ADAM)),
        dense("dense with a guard", Sdze.builder().guard(true)),
        dense("dense in a subspace", Sdze.builder().credit(Credit.LOW_RANK)),
        new Case(
            "convolution",
            InputType.convolutional(20, 20, 3),
            classes(
                TestNetworks.gaussian(RandomKey.root(2), DataType.FLOAT, 64, 1200)
                    .dup('c')
                    .reshape('c', 64, 3, 20, 20)),
            Sdze.builder(),
            List.of(
                new ConvolutionLayer.Builder(3, 3).nOut(8).build(),
                new ConvolutionLayer.Builder(3, 3).nOut(8).build(),
                new BatchNormalization(),
                output())),
        new Case(
            "regression",
            InputType.feedForward(100),
            new DataSet(
                TestNetworks.gaussian(RandomKey.root(3), DataType.FLOAT, 300, 100),
                TestNetworks.gaussian(RandomKey.root(4), DataType.FLOAT, 300, 1)),
            Sdze.builder().momentum(0.5).rule(Rule.GAUSS_NEWTON),
            List.of(
                new DenseLayer.Builder().nOut(300).build(),
                new DenseLayer.Builder().nOut(20).build(),
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build())));
  }

  private static Case dense(String name, Sdze.Builder sdze) {
    return new Case(
        name,
        InputType.feedForward(300),
        classes(TestNetworks.gaussian(RandomKey.root(2), DataType.FLOAT, 512, 300)),
        sdze.seed(1),
        List.of(
            new DenseLayer.Builder().nOut(200).build(),
            new DenseLayer.Builder().nOut(200).build(),
            new DenseLayer.Builder().nOut(20).build(),
            output()));
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DataSet classes(INDArray features) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, features.size(0), 3);
    for (int i = 0; i < features.size(0); i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return new DataSet(features, labels);
  }

  private static final Pattern NEEDED =
      Pattern.compile(
          "a step on \\d+ samples needs a memory limit of at least (\\d+) MiB, was (\\d+): use .*");

  @ParameterizedTest
  @MethodSource("cases")
  void aLimitThatIsTooSmallIsRefusedAndTheOneThatIsNamedTrainsTheSame(Case each) {
    MultiLayerNetwork small = each.make(1);
    long[] before = bits(small);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> small.fit(each.data()));
    assertArrayEquals(before, bits(small));
    Matcher matcher = NEEDED.matcher(refused.getMessage());
    assertTrue(matcher.matches(), refused.getMessage());
    assertEquals("1", matcher.group(2));
    int needed = Integer.parseInt(matcher.group(1));
    assertTrue(needed > 1 && needed < 64, refused.getMessage());

    MultiLayerNetwork justTooSmall = each.make(needed - 1);
    assertThrows(IllegalArgumentException.class, () -> justTooSmall.fit(each.data()));
    MultiLayerNetwork limited = each.make(needed);
    MultiLayerNetwork free = each.make(0);
    INDArray start = free.params().dup();
    for (int k = 0; k < 3; k++) {
      limited.fit(each.data());
      free.fit(each.data());
    }
    double moved = free.params().distance2(start);
    double apart = free.params().distance2(limited.params());
    assertTrue(apart < 1e-3 * moved, "moved %.2e, apart %.2e".formatted(moved, apart));
  }
}
