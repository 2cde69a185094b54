package org.sdze.arbiter.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.conf.updater.schedule.ExponentialScheduleSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;

class SdzeSpaceTest {

  private static Sdze at(SdzeSpace space, double... point) {
    new Cube(space, 0);
    return space.getValue(point);
  }

  @Test
  void theEmptySpaceIsTheUpdaterWithoutSettings() {
    SdzeSpace space = new SdzeSpace();
    assertEquals(0, space.numParameters());
    assertEquals(Sdze.builder().build(), at(space));
  }

  @Test
  void fixedValuesAreSettings() {
    SdzeSpace space =
        new SdzeSpace()
            .with(SdzeSettings.CREDIT, Credit.LOW_RANK)
            .with(SdzeSettings.PROBES, 3)
            .with(SdzeSettings.SMOOTHING, 0.02)
            .with(SdzeSettings.RANK, 5)
            .with(SdzeSettings.REFRESH_INTERVAL, 7)
            .with(SdzeSettings.RULE, Rule.SGD)
            .with(SdzeSettings.MOMENTUM, 0.5)
            .with(SdzeSettings.GUARD, true)
            .with(SdzeSettings.GUARD_FACTOR, 30.0)
            .with(SdzeSettings.GUARD_RETRIES, 2)
            .with(SdzeSettings.MEMORY_LIMIT, 100)
            .with(SdzeSettings.LEARNING_RATE, 0.1)
            .withSeed(1L << 40);
    Sdze expected =
        Sdze.builder()
            .credit(Credit.LOW_RANK)
            .probes(3)
            .smoothing(0.02)
            .rank(5)
            .refreshInterval(7)
            .rule(Rule.SGD)
            .momentum(0.5)
            .guard(true)
            .guardFactor(30)
            .guardRetries(2)
            .memoryLimit(100)
            .learningRate(0.1)
            .seed(1L << 40)
            .build();
    assertEquals(0, space.numParameters());
    assertEquals(expected, at(space));
  }

  @Test
  void settingsOfAnotherCreditAreLeftOut() {
    SdzeSpace space =
        new SdzeSpace()
            .with(SdzeSettings.CREDIT, Credit.UNITS, Credit.NOISE, Credit.LOW_RANK)
            .with(SdzeSettings.PROBES, 2)
            .with(SdzeSettings.RANK, 4)
            .with(SdzeSettings.REFRESH_INTERVAL, 9)
            .with(SdzeSettings.FEEDBACK, false)
            .with(SdzeSettings.UNITS, 6)
            .with(SdzeSettings.DAMPING, 1e-3)
            .with(SdzeSettings.MOMENTUM, 0.25);
    assertEquals(
        Sdze.builder().credit(Credit.UNITS).units(6).damping(1e-3).momentum(0.25).build(),
        at(space, 0.1));
    assertEquals(
        Sdze.builder().credit(Credit.NOISE).probes(2).feedback(false).build(), at(space, 0.5));
    assertEquals(
        Sdze.builder().credit(Credit.LOW_RANK).probes(2).rank(4).refreshInterval(9).build(),
        at(space, 0.9));
  }

  @Test
  void gaussNewtonGivesWayWhereTheCreditCannotHaveIt() {
    SdzeSpace space =
        new SdzeSpace()
            .with(SdzeSettings.CREDIT, Credit.UNITS, Credit.NOISE)
            .with(SdzeSettings.RULE, Rule.GAUSS_NEWTON)
            .with(SdzeSettings.DAMPING, 1e-3);
    assertEquals(
        Sdze.builder().credit(Credit.UNITS).rule(Rule.GAUSS_NEWTON).damping(1e-3).build(),
        at(space, 0));
    assertEquals(Sdze.builder().credit(Credit.NOISE).build(), at(space, 1));
  }

  @Test
  void schedulesOfArbiterAreSettings() {
    SdzeSpace space =
        new SdzeSpace()
            .withSchedule(
                new ExponentialScheduleSpace(
                    ScheduleType.ITERATION, new ContinuousParameterSpace(0, 2), 0.5));
    assertEquals(1, space.numParameters());
    assertEquals(
        Sdze.builder()
            .learningRate(new ExponentialSchedule(ScheduleType.ITERATION, 1.5, 0.5))
            .build(),
        at(space, 0.75));
  }

  @Test
  void aSpaceOfOnePointIsHeldToWhatTheBuilderIs() {
    SdzeSpace space = new SdzeSpace().with(SdzeSettings.RANK, 3);
    String message = assertThrows(IllegalArgumentException.class, () -> at(space)).getMessage();
    assertEquals("rank must go with the credit low-rank, was not set", message);
  }

  @Test
  void aMisspeltSettingIsRefused() throws IOException {
    String json =
        JsonMapper.getMapper()
            .writeValueAsString(
                new SdzeSpace()
                    .with(SdzeSettings.CREDIT, Credit.LOW_RANK)
                    .with(SdzeSettings.RANK, 3))
            .replace("\"rank\"", "\"ranc\"");
    Exception refused =
        assertThrows(
            Exception.class, () -> JsonMapper.getMapper().readValue(json, SdzeSpace.class));
    assertTrue(
        refused.getMessage().contains("SdzeSpace has no setting \"ranc\""), refused::toString);
  }

  /** Two searched parameters of one updater, beside one of a layer. */
  private static SdzeSpace twoParameters() {
    return new SdzeSpace()
        .with(SdzeSettings.CREDIT, Credit.NOISE, Credit.LOW_RANK)
        .with(SdzeSettings.RANK, new IntegerParameterSpace(1, 4))
        .with(SdzeSettings.LEARNING_RATE, new ContinuousParameterSpace(0, 2));
  }

  private static MultiLayerSpace chain(SdzeSpace updater) {
    return new MultiLayerSpace.Builder()
        .seed(5)
        .updater(updater)
        .setInputType(InputType.feedForward(2))
        .addLayer(
            new DenseLayerSpace.Builder()
                .nIn(2)
                .nOut(new IntegerParameterSpace(3, 6))
                .activation(Activation.TANH)
                .build())
        .addLayer(
            new OutputLayerSpace.Builder()
                .nIn(4)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .lossFunction(LossFunction.MCXENT)
                .build())
        .build();
  }

  private static ComputationGraphSpace graph(SdzeSpace updater) {
    return new ComputationGraphSpace.Builder()
        .seed(5)
        .updater(updater)
        .addInputs("in")
        .addLayer(
            "hidden",
            new DenseLayerSpace.Builder().nIn(2).nOut(new IntegerParameterSpace(3, 6)).build(),
            "in")
        .addLayer(
            "out",
            new OutputLayerSpace.Builder()
                .nIn(4)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .lossFunction(LossFunction.MCXENT)
                .build(),
            "hidden")
        .setOutputs("out")
        .build();
  }

  /** The updater of a network's first layer, and the network, at a point. */
  private record Network(ParameterSpace<?> space, Function<double[], Made> at) {}

  private record Made(Object configuration, Sdze updater) {}

  private static List<Network> networks(SdzeSpace updater) {
    MultiLayerSpace chain = chain(updater);
    ComputationGraphSpace graph = graph(updater);
    return List.of(
        new Network(
            chain,
            point -> {
              MultiLayerConfiguration made = chain.getValue(point).getMultiLayerConfiguration();
              return new Made(made, updater(made.getConf(0)));
            }),
        new Network(
            graph,
            point -> {
              ComputationGraphConfiguration made = graph.getValue(point).getConfiguration();
              LayerVertex hidden = (LayerVertex) made.getVertices().get("hidden");
              return new Made(made, updater(hidden.getLayerConf()));
            }));
  }

  private static Sdze updater(NeuralNetConfiguration layer) {
    return (Sdze) ((BaseLayer) layer.getLayer()).getIUpdater();
  }

  /** Arbiter's own updater spaces give all their parameters one index where they set them. */
  @Test
  void everyParameterOfTheUpdaterHasItsOwnIndexInANetwork() {
    for (Network network : networks(twoParameters())) {
      new Cube(network.space(), 0);
      assertEquals(4, network.space().numParameters());
      Set<Sdze> updaters = new HashSet<>();
      double[] middle = {0.7, 0.7, 0.7, 0.7}; // low rank
      updaters.add(network.at().apply(middle).updater());
      for (int i = 0; i < 4; i++) {
        double[] moved = middle.clone();
        moved[i] = 0.2;
        updaters.add(network.at().apply(moved).updater());
      }
      // as it was, another credit, another rank, another rate; the layer's width changes none
      assertEquals(4, updaters.size(), updaters::toString);
    }
  }

  @Test
  void networksKnowWhatIsInactiveInTheirUpdater() {
    for (Network network : networks(twoParameters())) {
      Cube cube = new Cube(network.space(), 4);
      int lowRank = 0;
      for (int k = 0; k < 50; k++) {
        double[] point = cube.point();
        BitSet inactive = ConditionalSpace.of(network.space()).inactive(point);
        Made made = network.at().apply(point);
        boolean isLowRank = made.updater().toString().contains("LOW_RANK");
        assertEquals(isLowRank ? 0 : 1, inactive.cardinality());
        double[] moved = point.clone();
        inactive.stream().forEach(i -> moved[i] = cube.coordinate());
        assertEquals(made, network.at().apply(moved));
        lowRank += isLowRank ? 1 : 0;
      }
      assertTrue(lowRank > 10 && lowRank < 40, "low rank at " + lowRank);
    }
  }

  @Test
  void aLeafThatAnotherLayerReadsIsActive() {
    IntegerParameterSpace shared = new IntegerParameterSpace(3, 6);
    MultiLayerSpace space =
        new MultiLayerSpace.Builder()
            .updater(
                new SdzeSpace()
                    .with(SdzeSettings.CREDIT, Credit.NOISE)
                    .with(SdzeSettings.RANK, shared))
            .addLayer(new DenseLayerSpace.Builder().nIn(2).nOut(shared).build())
            .build();
    new Cube(space, 0);
    double[] point = new double[space.numParameters()];
    assertTrue(ConditionalSpace.of(space).inactive(point).isEmpty());
  }

  @Test
  void networksWithTheUpdaterSurviveJsonAndYaml() throws IOException {
    MultiLayerSpace chain = chain(ConditionalSpaceTest.updaters());
    double[] point = new Cube(chain, 6).point();
    assertEquals(chain, MultiLayerSpace.fromJson(chain.toJson()));
    assertEquals(chain, MultiLayerSpace.fromYaml(chain.toYaml()));
    assertEquals(
        chain.getValue(point).getMultiLayerConfiguration(),
        MultiLayerSpace.fromJson(chain.toJson()).getValue(point).getMultiLayerConfiguration());
    ComputationGraphSpace graph = graph(ConditionalSpaceTest.updaters());
    double[] graphPoint = new Cube(graph, 6).point();
    assertEquals(graph, ComputationGraphSpace.fromJson(graph.toJson()));
    assertEquals(graph, ComputationGraphSpace.fromYaml(graph.toYaml()));
    assertEquals(
        graph.getValue(graphPoint).getConfiguration(),
        ComputationGraphSpace.fromJson(graph.toJson()).getValue(graphPoint).getConfiguration());
    assertNotEquals(chain, chain(twoParameters()));
  }

  @Test
  void aLayerMayHaveAnUpdaterOfItsOwn() {
    SdzeSpace own =
        new SdzeSpace().with(SdzeSettings.LEARNING_RATE, new ContinuousParameterSpace(0, 2));
    MultiLayerSpace space =
        new MultiLayerSpace.Builder()
            .updater(new SdzeSpace().with(SdzeSettings.LEARNING_RATE, 0.1))
            .addLayer(new DenseLayerSpace.Builder().nIn(2).nOut(3).updater(own).build())
            .addLayer(
                new OutputLayerSpace.Builder()
                    .nIn(3)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .lossFunction(LossFunction.MSE)
                    .build())
            .build();
    new Cube(space, 0);
    assertEquals(1, space.numParameters());
    MultiLayerConfiguration made = space.getValue(new double[] {0.75}).getMultiLayerConfiguration();
    assertEquals(Sdze.builder().learningRate(1.5).build(), updater(made.getConf(0)));
    assertEquals(Sdze.builder().learningRate(0.1).build(), updater(made.getConf(1)));
  }

  @Test
  void oneConstantIsNoParameter() {
    ChoiceSpace<Credit> one = new ChoiceSpace<>(Credit.NOISE);
    assertEquals(0, one.numParameters());
    assertEquals(Credit.NOISE, one.getValue(new double[0]));
    assertNotEquals(one, new FixedValue<>(Credit.NOISE));
  }
}
