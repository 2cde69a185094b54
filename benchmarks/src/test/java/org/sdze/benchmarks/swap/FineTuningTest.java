package org.sdze.benchmarks.swap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.optimizer.random.RandomKey;

/** What another updater has learned is not lost under the defaults. */
@Tag("slow")
class FineTuningTest {

  private static final int EPOCHS = 5;
  private static final double HALF_A_POINT = 0.005;

  @ParameterizedTest
  @CsvSource({"mlp, 4", "iris, 500"})
  void fiveMoreEpochsKeepTheAccuracy(String label, int trainedEpochs) {
    SwapNetwork network = SwapTableTest.named(label);
    Split data = network.data().get();
    Swappable trained = network.original(0);
    for (int epoch = 0; epoch < trainedEpochs; epoch++) {
      trained.epoch(batches(network, data, epoch));
    }
    double before = trained.accuracy(data.test());
    assertTrue(before > 0.85, "trained to " + before);
    Swappable tuned = network.swapped(0);
    tuned.take(trained);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      tuned.epoch(batches(network, data, trainedEpochs + epoch));
    }
    double after = tuned.accuracy(data.test());
    assertTrue(
        tuned.loss(data.training()) != trained.loss(data.training())
            && after >= before - HALF_A_POINT,
        "accuracy " + after + ", before " + before);
  }

  private static List<DataSet> batches(SwapNetwork network, Split data, int epoch) {
    return data.training().batches(network.batch(), RandomKey.root(0).step(epoch));
  }
}
