package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.train.TrainingState;
import org.sdze.testing.Sentence;

/** A graph that is fitted in several calls trains as in one. */
class GraphInPiecesTest {

  private static final int WIDTH = 12;
  private static final List<String> NAMES = List.of("w", "b", "u", "v");

  @TempDir Path folder;

  private static TrainingConfig config(IUpdater updater) {
    return new TrainingConfig.Builder()
        .updater(updater)
        .dataSetFeatureMapping("x")
        .dataSetLabelMapping("y")
        .l2(1e-3)
        .build();
  }

  /** y = tanh(tanh(x W + b) U) v, with squared errors: noise credit, with feedback, for W. */
  private static SameDiff graph(TrainingConfig config, int width) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable y = graph.placeHolder("y", DataType.FLOAT, -1, 1);
    SDVariable w = graph.var("w", gaussian(1, 4, width).muli(0.5));
    SDVariable b = graph.var("b", Nd4j.zeros(DataType.FLOAT, 1, width));
    SDVariable u = graph.var("u", gaussian(4, width, width).muli(0.3));
    SDVariable v = graph.var("v", gaussian(2, width, 1).muli(0.3));
    SDVariable hidden = graph.math().tanh(graph.math().tanh(x.mmul(w).add(b)).mmul(u));
    graph.math().square(hidden.mmul(v).sub(y)).rename("loss");
    graph.setTrainingConfig(config);
    return graph;
  }

  private static SameDiff graph(Sdze sdze) {
    return graph(config(sdze.clone()), WIDTH);
  }

  private static INDArray gaussian(int stream, int rows, int columns) {
    return TestNetworks.gaussian(RandomKey.root(stream), DataType.FLOAT, rows, columns);
  }

  /** Two batches. */
  private static DataSetIterator data() {
    INDArray x = gaussian(3, 64, 4);
    return new ListDataSetIterator<>(new DataSet(x, x.sum(true, 1).muli(0.3)).asList(), 32);
  }

  private static SameDiff fit(SameDiff graph, int epochs) {
    SdzeSameDiff.fit(graph, "loss", data(), epochs);
    return graph;
  }

  private static long[] bits(SameDiff graph) {
    return NAMES.stream()
        .flatMapToLong(
            name -> LongStream.of(TestNetworks.bits(graph.getVariable(name).getArr().dup('f'))))
        .toArray();
  }

  static List<Sdze> settings() {
    return List.of(
        Sdze.builder().learningRate(0.02).build(),
        Sdze.builder().credit(Credit.LOW_RANK).rank(2).refreshInterval(3).build(),
        Sdze.builder().rule(Rule.SGD).momentum(0.8).learningRate(0.01).seed(4).build(),
        Sdze.builder().rule(Rule.FACTORED).probes(2).guard(true).build());
  }

  @Test
  void feedbackIsSavedWithTheGraph() {
    String json = fit(graph(settings().get(0)), 1).getTrainingConfig().toJson();
    Sdze saved = (Sdze) TrainingConfig.fromJson(json).getUpdater();
    assertTrue(
        TrainingState.ofText(saved.state).parts().containsKey("feedback w"),
        () -> TrainingState.ofText(saved.state).parts().keySet().toString());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void severalCallsMakeTheStepsOfOne(Sdze sdze) {
    SameDiff whole = fit(graph(sdze), 6);
    SameDiff halves = fit(fit(graph(sdze), 3), 3);
    SameDiff single = graph(sdze);
    for (int k = 0; k < 6; k++) {
      fit(single, 1);
    }
    for (SameDiff each : List.of(whole, halves, single)) {
      assertArrayEquals(bits(whole), bits(each));
      assertEquals(6, each.getTrainingConfig().getEpochCount());
      assertEquals(12, each.getTrainingConfig().getIterationCount());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aGraphThatIsSavedAndLoadedGoesOn(Sdze sdze) {
    SameDiff whole = fit(graph(sdze), 6);
    SameDiff first = fit(graph(sdze), 3);
    File file = folder.resolve("graph.fb").toFile();
    first.save(file, true);
    fit(first, 3); // what trains on does not change what is saved
    SameDiff loaded = SameDiff.load(file, true);
    assertEquals(6, loaded.getTrainingConfig().getIterationCount());
    assertArrayEquals(bits(whole), bits(fit(loaded, 3)));
    assertEquals(12, loaded.getTrainingConfig().getIterationCount());
  }

  @Test
  void aCopyAndItsOriginalGoOnByThemselves() {
    Sdze sdze = settings().get(0);
    SameDiff whole = fit(graph(sdze), 6);
    SameDiff original = fit(graph(sdze), 3);
    SameDiff copy = original.dup();
    fit(original, 1);
    fit(copy, 1);
    fit(copy, 2);
    fit(original, 2);
    assertArrayEquals(bits(whole), bits(copy));
    assertArrayEquals(bits(whole), bits(original));
  }

  @Test
  void graphsThatShareAnUpdaterShareNoState() {
    Sdze sdze = settings().get(0);
    Sdze shared = sdze.clone();
    trainInTurns(graph(config(shared), WIDTH), graph(config(shared), 5), sdze);
  }

  @Test
  void graphsThatShareATrainingConfigurationShareNoState() {
    Sdze sdze = settings().get(0);
    TrainingConfig shared = config(sdze.clone());
    trainInTurns(graph(shared, WIDTH), graph(shared, 5), sdze);
  }

  private void trainInTurns(SameDiff wide, SameDiff narrow, Sdze sdze) {
    for (int k = 0; k < 2; k++) {
      fit(wide, 3);
      fit(narrow, 3);
    }
    assertArrayEquals(bits(fit(graph(sdze), 6)), bits(wide));
    assertArrayEquals(bits(fit(graph(config(sdze.clone()), 5), 6)), bits(narrow));
    for (SameDiff each : List.of(wide, narrow)) {
      File file = folder.resolve("graph.fb").toFile();
      each.save(file, true);
      assertArrayEquals(bits(fit(each, 1)), bits(fit(SameDiff.load(file, true), 1)));
    }
  }

  @Test
  void aNewUpdaterBeginsAnew() {
    Sdze sdze = settings().get(0);
    SameDiff going = fit(graph(sdze), 3);
    SameDiff anew = fit(graph(sdze), 3);
    anew.getTrainingConfig().setUpdater(sdze.clone());
    SameDiff fresh = graph(sdze);
    NAMES.forEach(name -> fresh.getVariable(name).getArr().assign(anew.getVariable(name).getArr()));
    assertArrayEquals(bits(fit(fresh, 3)), bits(fit(anew, 3)));
    assertFalse(Arrays.equals(bits(fit(going, 3)), bits(anew)));
  }

  @Test
  void aChangedLearningRateHoldsFromTheNextCall() {
    SameDiff graph = fit(graph(settings().get(0)), 1);
    graph.getTrainingConfig().getUpdater().setLrAndSchedule(0, null);
    INDArray before = graph.getVariable("v").getArr().dup();
    fit(graph, 1);
    double decayed = before.distance2(graph.getVariable("v").getArr());
    assertEquals(0, decayed, 1e-12, "moved although the learning rate is zero");
  }

  @Test
  void aCloneOfAnUpdaterBeginsAnew() {
    SameDiff graph = fit(graph(settings().get(0)), 1);
    Sdze trained = (Sdze) graph.getTrainingConfig().getUpdater();
    assertNotSame(trained, trained.clone());
    assertEquals(trained, trained.clone());
    SameDiff other = graph(config(trained.clone()), WIDTH);
    assertArrayEquals(bits(fit(graph(settings().get(0)), 1)), bits(fit(other, 1)));
  }

  @Test
  void theStateOfAnotherGraphIsRefused() {
    SameDiff trained = fit(graph(settings().get(2)), 2);
    String json = trained.getTrainingConfig().toJson();
    SameDiff other = graph(TrainingConfig.fromJson(json), 9);
    long[] before = bits(other);
    Sentence.refused(
        IllegalArgumentException.class,
        () -> fit(other, 1),
        "the state saved with the network is that of another network or rule",
        "\"w\" is of shape [4, 9]");
    assertArrayEquals(before, bits(other));
    other.getTrainingConfig().setUpdater(settings().get(2).clone());
    assertFalse(Arrays.equals(before, bits(fit(other, 1))));
  }
}
