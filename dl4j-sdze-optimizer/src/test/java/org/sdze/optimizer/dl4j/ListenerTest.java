package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.sdze.optimizer.Sdze;
import org.sdze.testing.UntouchedGlobals;

/** Listeners of every kind of network hear the counts and activations that DL4J tells them. */
class ListenerTest {

  static List<SampleNetwork> networks() {
    return SampleNetwork.all();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void countsAndActivationsAreThoseOfDl4j(SampleNetwork sample) {
    assertEquals(heard(sample, new Sgd(0.01)), heard(sample, SampleNetwork.plain(0.01)));
  }

  private static List<String> heard(SampleNetwork sample, IUpdater updater) {
    Model model = sample.network(DataType.FLOAT, updater);
    if (updater instanceof Sdze) {
      Sdze.attach(model);
    }
    List<String> events = new ArrayList<>();
    model.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model network, int iteration, int epoch) {
            events.add("iteration " + iteration + " of epoch " + epoch);
          }

          @Override
          public void onForwardPass(Model network, List<INDArray> activations) {
            activations.forEach(each -> events.add(java.util.Arrays.toString(each.shape())));
          }

          @Override
          public void onForwardPass(Model network, Map<String, INDArray> activations) {
            events.add(new TreeSet<>(activations.keySet()).toString());
          }
        });
    MultiDataSet data = sample.data(DataType.FLOAT);
    UntouchedGlobals.puttingBack(
        () -> {
          for (int step = 0; step < 2; step++) {
            SampleNetwork.fit(model, data);
          }
          return model;
        });
    return events;
  }
}
