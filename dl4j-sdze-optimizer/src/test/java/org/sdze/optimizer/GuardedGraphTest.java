package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Rule;

/** A guarded SameDiff graph: other data, and a step that throws everything away. */
class GuardedGraphTest {

  private static final int BATCH = 20;

  /** y = x v with squared errors, one number a sample. */
  private static SameDiff graph(ISchedule rate, long seed) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable y = graph.placeHolder("y", DataType.FLOAT, -1, 1);
    SDVariable v =
        graph.var("v", TestNetworks.gaussian(RandomKey.root(seed), DataType.FLOAT, 4, 1));
    graph.math().square(x.mmul(v).sub(y)).rename("loss");
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(
                Sdze.builder().rule(Rule.SGD).guard(true).learningRate(rate).seed(seed).build())
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("y")
            .skipBuilderValidation(true)
            .build());
    return graph;
  }

  private static DataSet data(long seed, double scale) {
    INDArray x = TestNetworks.gaussian(RandomKey.root(seed), DataType.FLOAT, BATCH, 4).muli(scale);
    return new DataSet(x, x.sum(true, 1));
  }

  private static void fit(SameDiff graph, List<DataSet> batches) {
    List<DataSet> samples = new ArrayList<>();
    batches.forEach(batch -> samples.addAll(batch.asList()));
    SdzeSameDiff.fit(graph, "loss", new ListDataSetIterator<>(samples, BATCH), 1);
  }

  private static double loss(SameDiff graph, DataSet data) {
    return graph
        .output(Map.of("x", data.getFeatures(), "y", data.getLabels()), "loss")
        .get("loss")
        .meanNumber()
        .doubleValue();
  }

  private static ISchedule constant(double rate) {
    return new MapSchedule.Builder(ScheduleType.ITERATION).add(0, rate).build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void busyBatchesAfterQuietOnesAreLearned(long seed) {
    SameDiff graph = graph(constant(0.05), seed);
    List<DataSet> batches = new ArrayList<>();
    for (int k = 0; k < 100; k++) {
      batches.add(data(100 * seed + k, k < 30 ? 1e-3 : 1));
    }
    double before = loss(graph, data(0, 1));
    fit(graph, batches);
    double after = loss(graph, data(0, 1));
    assertTrue(after < before / 4, "loss from %.2e to %.2e".formatted(before, after));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aStepThatThrewTheLossUpIsUndone(long seed) {
    SameDiff graph =
        graph(
            new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 0.01)
                .add(4, 1e6)
                .add(5, 0.01)
                .build(),
            seed);
    List<DataSet> batches = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      batches.add(data(100 * seed + k, 1));
    }
    double before = loss(graph, data(0, 1));
    fit(graph, batches);
    double after = loss(graph, data(0, 1));
    assertTrue(after < 2 * before, "loss from %.2e to %.2e".formatted(before, after));
  }
}
