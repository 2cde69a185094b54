package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.sdze.optimizer.Sdze;
import org.sdze.testing.UntouchedGlobals;

/** What layers learn without a derivative is what they learn under DL4J. */
class LayerStatisticsTest {

  private static final double HARDLY = 1e-12;

  static List<SampleNetwork> networks() {
    return SampleNetwork.all().stream()
        .filter(each -> List.of("batch normalization", "center loss").contains(each.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void statisticsMoveAsUnderDl4j(SampleNetwork sample) {
    MultiLayerNetwork theirs = (MultiLayerNetwork) sample.network(DataType.DOUBLE, new Sgd(HARDLY));
    MultiLayerNetwork ours =
        (MultiLayerNetwork) sample.network(DataType.DOUBLE, SampleNetwork.plain(HARDLY));
    INDArray start = ours.params().dup();
    Sdze.attach(ours);
    DataSet data =
        new DataSet(
            sample.data(DataType.DOUBLE).getFeatures(0), sample.data(DataType.DOUBLE).getLabels(0));
    for (int step = 0; step < 3; step++) {
      UntouchedGlobals.puttingBack(
          () -> {
            theirs.fit(data);
            return theirs;
          });
      ours.fit(data);
    }
    assertTrue(start.distance2(ours.params()) > 1e-3, "nothing moved");
    for (Map.Entry<String, INDArray> entry : theirs.paramTable().entrySet()) {
      INDArray mine = ours.paramTable().get(entry.getKey());
      assertEquals(0, entry.getValue().distance2(mine), 1e-8, entry.getKey());
    }
  }
}
