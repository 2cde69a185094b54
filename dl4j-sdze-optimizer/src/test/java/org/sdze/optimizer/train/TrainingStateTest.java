package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.NetworkEstimator;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.TrainingState.Part;

/** States as texts, and those that fit no network. */
class TrainingStateTest {

  private static final RandomKey KEY = RandomKey.root(2);
  private static final int STEPS = 3;
  private static final String OF_ANOTHER =
      "the state saved with the network is that of another network or rule: ";

  private static final SdzeConfig NEWTON = units(new GaussNewton(1e-3, 0.9));
  private static final SdzeConfig ADAM = units(new Adam());

  private static SdzeConfig units(StepRule rule) {
    UnitCredit all = new UnitCredit(UnitCredit.ALL, 1e-2, false);
    return new SdzeConfig(all, rule, 0.01, Schedule.CONSTANT);
  }

  private static SdzeConfig ofRank(int rank) {
    return new SdzeConfig(new LowRank(rank, 20, 2, 1e-3), new Adam(), 0.01, Schedule.CONSTANT);
  }

  private static TrainingState trained(SdzeConfig config) {
    DenseNetwork network = TrainerTest.network(DataType.FLOAT);
    Trainer trainer = new Trainer(config, KEY);
    for (int step = 0; step < STEPS; step++) {
      LinearResiduals samples = new LinearResiduals(network, 8, KEY.index(1));
      trainer.step(network, samples, StepKey.of(KEY, step, 0));
    }
    return trainer.state();
  }

  @Test
  void aTextHoldsEveryBit() {
    INDArray numbers = TestNetworks.gaussian(KEY, DataType.DOUBLE, 3, 4);
    Part any = new Part(List.of(Double.NaN, -0.0, Double.MIN_VALUE), List.of());
    Part arrays = new Part(List.of(), List.of(numbers, numbers.castTo(DataType.FLOAT)));
    TrainingState state = new TrainingState(7, Map.of("any", any, "arrays", arrays));
    TrainingState read = TrainingState.ofText(state.text());
    assertEquals(7, read.steps());
    assertEquals(any, read.part("any"));
    List<INDArray> again = read.part("arrays").arrays();
    for (int k = 0; k < 2; k++) {
      assertEquals(arrays.arrays().get(k).dataType(), again.get(k).dataType());
      assertArrayEquals(TestNetworks.bits(arrays.arrays().get(k)), TestNetworks.bits(again.get(k)));
    }
    for (SdzeConfig config : List.of(NEWTON, ADAM, ofRank(2))) {
      TrainingState whole = trained(config);
      assertEquals(whole, TrainingState.ofText(whole.text()));
    }
  }

  @Test
  void aTextOfALaterVersionIsRefused() {
    byte[] bytes = Base64.getDecoder().decode(TrainingState.empty().text());
    bytes[7]++;
    String later = Base64.getEncoder().encodeToString(bytes);
    assertEquals(
        "the state saved with the network must be of version 3, was 4",
        assertThrows(IllegalArgumentException.class, () -> TrainingState.ofText(later))
            .getMessage());
  }

  @Test
  void whatFitsNoParameterIsRefusedBeforeTheFirstStep() {
    refused(ofRank(3), trained(ofRank(2)), "\"layer0_W\" is of shape [6, 5], and its moments are");
    refused(ADAM, trained(ofRank(2)), "\"layer0_W\" is of shape [6, 5], and its moments are");
    refused(ofRank(2), trained(ADAM), "\"layer0_W\" is of shape [6, 5], and its moments are");
    refused(units(new Sgd(0.9)), trained(ADAM), "\"layer0_W\" is of shape [6, 5], and its moments");
    INDArray small = Nd4j.zeros(DataType.FLOAT, 2, 2);
    List<INDArray> others = List.of(small, small, small, small, small, small);
    for (List<INDArray> arrays : List.of(others, others.subList(0, 2))) {
      Part wrong = new Part(trained(NEWTON).part("guard").numbers(), arrays);
      refused(NEWTON, with("velocity", wrong), "\"layer0_W\" is of shape [6, 5], and its velocity");
      refused(
          NEWTON, with("guard", wrong), "\"layer0_W\" is of shape [6, 5], and the guard's copy");
    }
    TrainingState late = new TrainingState(0, trained(ADAM).parts()); // moments of steps to come
    refused(ADAM, late, "and its moments are of shapes [[6, 5], [6, 5]]");
    trainer(ADAM).resume(TrainerTest.network(DataType.FLOAT), trained(ADAM));
    trainer(NEWTON).resume(TrainerTest.network(DataType.FLOAT), trained(NEWTON));
  }

  private static TrainingState with(String name, Part part) {
    TrainingState state = trained(NEWTON);
    Map<String, Part> parts = new HashMap<>(state.parts());
    parts.put(name, part);
    return new TrainingState(state.steps(), parts);
  }

  private static Trainer trainer(SdzeConfig config) {
    return new Trainer(config, KEY);
  }

  private static void refused(SdzeConfig config, TrainingState state, String part) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer(config).resume(TrainerTest.network(DataType.FLOAT), state))
            .getMessage();
    assertTrue(message.startsWith(OF_ANOTHER) && message.contains(part), message);
  }

  @Test
  void arraysThatAreNoFeedbackAreRefused() {
    NetworkEstimator estimator =
        new NetworkEstimator(new NoiseCredit(1, 1e-2, true), StepMemory.UNLIMITED, KEY);
    INDArray matrix = Nd4j.zeros(DataType.FLOAT, 3, 8);
    INDArray averages = Nd4j.zeros(DataType.DOUBLE, 1, 2);
    estimator.resume("layer0", List.of(matrix, averages));
    for (List<INDArray> wrong : List.of(List.<INDArray>of(), List.of(matrix, matrix))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> estimator.resume("layer0", wrong))
              .getMessage();
      assertTrue(message.endsWith("for layer \"layer0\", which are no feedback"), message);
    }
  }
}
