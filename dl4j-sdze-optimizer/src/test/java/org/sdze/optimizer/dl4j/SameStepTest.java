package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Rule;
import org.sdze.testing.UntouchedGlobals;

/**
 * Where credit is exact, a step by the gradient is DL4J's own, with everything that DL4J does
 * around it: regularization, clipping, constraints, schedules, the score.
 */
class SameStepTest {

  private static final ISchedule FALLING =
      new ExponentialSchedule(ScheduleType.ITERATION, 0.5, 0.9);

  /** A setting of DL4J that has to go on meaning what it means. */
  private record Case(String name, Setting setting) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Setting {
    void on(NeuralNetConfiguration.Builder builder);
  }

  static List<Case> cases() {
    return List.of(
        new Case("nothing", builder -> {}),
        new Case("l1", builder -> builder.l1(0.01)),
        new Case("l2", builder -> builder.l2(0.1)),
        new Case("weight decay", builder -> builder.weightDecay(0.1, true)),
        new Case("bias l2", builder -> builder.l2Bias(0.1)),
        new Case("max norm", builder -> builder.constrainWeights(new MaxNormConstraint(0.3, 1))),
        new Case("sum instead of mean", builder -> builder.miniBatch(false)),
        clipped(GradientNormalization.ClipL2PerLayer, 0.05),
        clipped(GradientNormalization.ClipL2PerParamType, 0.05),
        clipped(GradientNormalization.ClipElementWiseAbsoluteValue, 0.01),
        clipped(GradientNormalization.RenormalizeL2PerLayer, 1),
        clipped(GradientNormalization.RenormalizeL2PerParamType, 1));
  }

  private static Case clipped(GradientNormalization normalization, double threshold) {
    return new Case(
        normalization.name(),
        builder ->
            builder.gradientNormalization(normalization).gradientNormalizationThreshold(threshold));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfStochasticGradientDescent(Case each) {
    MultiLayerNetwork theirs = network(new Sgd(FALLING), each.setting());
    MultiLayerNetwork ours =
        network(Sdze.builder().rule(Rule.SGD).learningRate(FALLING).build(), each.setting());
    assertEquals(theirs.params(), ours.params());
    Sdze.attach(ours);
    for (int k = 0; k < 5; k++) {
      DataSet batch = batch(k);
      UntouchedGlobals.puttingBack(
          () -> {
            theirs.fit(batch);
            return theirs;
          });
      ours.fit(batch);
      double distance = theirs.params().distance2(ours.params());
      assertTrue(distance < 1e-9, "step %d: distance %.2e".formatted(k, distance));
      assertEquals(theirs.score(), ours.score(), 1e-9);
    }
    assertEquals(theirs.getIterationCount(), ours.getIterationCount());
  }

  private static MultiLayerNetwork network(IUpdater updater, Setting setting) {
    return UntouchedGlobals.puttingBack(
        () -> {
          NeuralNetConfiguration.Builder builder =
              new NeuralNetConfiguration.Builder()
                  .seed(3)
                  .dataType(DataType.DOUBLE)
                  .updater(updater);
          setting.on(builder);
          MultiLayerNetwork network =
              new MultiLayerNetwork(
                  builder
                      .list()
                      .layer(
                          new OutputLayer.Builder(LossFunction.MCXENT)
                              .nIn(5)
                              .nOut(3)
                              .activation(Activation.SOFTMAX)
                              .build())
                      .build());
          network.init();
          return network;
        });
  }

  private static DataSet batch(int stream) {
    INDArray features = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {8, 5}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), features);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 8, 3);
    for (int i = 0; i < 8; i++) {
      labels.putScalar(i, (i + stream) % 3, 1);
    }
    return new DataSet(features, labels);
  }
}
