package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.Trainer;

class KeptPassTest {

  static List<SampleNetwork> networks() {
    return Stream.concat(SampleNetwork.all().stream(), Stream.of(SampleNetwork.dropout())).toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void preActivationsThatWereNotKeptMakeTheSameStep(SampleNetwork sample) {
    double[] before = parameters(sample.network(DataType.DOUBLE, SampleNetwork.plain(1)));
    double[] kept = afterAStep(sample, Long.MAX_VALUE);
    assertFalse(Arrays.equals(before, kept));
    assertArrayEquals(kept, afterAStep(sample, 0));
  }

  private static double[] afterAStep(SampleNetwork sample, long maxKept) {
    Model model = sample.network(DataType.DOUBLE, SampleNetwork.plain(1));
    MultiDataSet data = sample.data(DataType.DOUBLE);
    SampleNetwork.setData(model, data);
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(model));
    plan.nodes().stream()
        .filter(node -> node.layer() != null)
        .forEach(node -> node.layer().allowInputModification(false));
    Trainer trainer =
        new Trainer(new NoiseCredit(2, 1e-2, true), new Sgd(0), Limits.NONE, RandomKey.root(5));
    try (KeptPass pass = new KeptPass(plan, trainer.nextKey().key(), maxKept)) {
      trainer.step(pass, 0, 0);
    }
    return parameters(model);
  }

  private static double[] parameters(Model model) {
    return model.params().dup().data().asDouble();
  }
}
