package org.sdze.benchmarks.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // data are made once
class SwapTableTest {

  private final Map<Supplier<Split>, Split> made = new HashMap<>();

  static SwapNetwork named(String label) {
    return SwapNetworks.all().stream()
        .filter(network -> network.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  List<SwapNetwork> networks() {
    return SwapNetworks.all();
  }

  /** A step each: from the same parameters, which both change. */
  @ParameterizedTest
  @MethodSource("networks")
  void bothBeginAlikeAndTrain(SwapNetwork network) {
    Split data = made.computeIfAbsent(network.data(), Supplier::get);
    Swappable original = network.original(1);
    Swappable swapped = network.swapped(1);
    double first = original.loss(few(data));
    assertEquals(first, swapped.loss(few(data)), 1e-4 * first);
    assertTrue(Double.isFinite(first));
    List<DataSet> step = data.training().batches(network.batch(), RandomKey.root(1)).subList(0, 1);
    for (Swappable each : List.of(original, swapped)) {
      each.epoch(step);
      double loss = each.loss(few(data));
      assertTrue(Double.isFinite(loss) && loss != first, "loss " + loss + ", before " + first);
      if (network.classifies()) {
        double accuracy = each.accuracy(few(data));
        assertTrue(accuracy >= 0 && accuracy <= 1);
      }
    }
  }

  private static Samples few(Split data) {
    return data.training().first(20);
  }

  @Test
  void labelsAreDifferent() {
    List<String> labels = networks().stream().map(SwapNetwork::label).toList();
    assertEquals(labels.size(), new HashSet<>(labels).size());
  }

  @Test
  void networksAreAsLargeAsDescribed() {
    assertEquals(431_080, named("lenet").original(0).parameters());
    assertEquals(784 * 500 + 500 + 50_100 + 1_010, named("mlp").original(0).parameters());
    assertEquals(785 * 128 + 129 * 10, named("same-diff").original(0).parameters());
    assertEquals(785 * 128 + 129 * 10, named("custom-layer").original(0).parameters());
    Map<String, ?> layers = named("batch-norm-convolutions").original(0).layers();
    assertEquals(7, layers.keySet().stream().filter(name -> name.contains("BatchNorm")).count());
  }

  /** Sums of two numbers from 0 to 3 have the variance 1.5. */
  @Test
  void aRowHoldsWhatBothCameTo() {
    List<String> said = new ArrayList<>();
    SwapRow row = new SwapTable(2, 20, false, said::add).row(named("sums"));
    assertEquals(2, said.size());
    assertEquals(List.of(0, 1), row.runs().stream().map(SwapRow.Run::seed).toList());
    for (SwapRow.Run run : row.runs()) {
      assertTrue(run.backprop().loss() < 0.5, "backprop " + run.backprop());
      assertTrue(run.sdze().loss() < 0.5, "sdze " + run.sdze());
      assertTrue(run.backprop().seconds() > 0 && run.sdze().seconds() > 0);
    }
    String markdown = SwapTable.markdown(List.of(row));
    assertTrue(markdown.contains("| sums | 41 | 20 | Nesterovs |"), markdown);
    String csv = SwapTable.csv(List.of(row));
    assertEquals(5, csv.lines().count());
    assertTrue(csv.contains("sums,41,20,Sdze,1," + row.runs().get(1).sdze().loss()), csv);
  }

  /** Output and last hidden layer get exact credit; the first one an unbiased estimate. */
  @Test
  void cosinesAreOneWhereCreditIsExact() {
    SwapNetwork iris = named("iris");
    Map<String, Double> cosines = new StepCosines(iris, iris.data().get().training()).at(null);
    assertEquals(
        List.of("0 DenseLayer", "1 DenseLayer", "2 OutputLayer"), List.copyOf(cosines.keySet()));
    assertEquals(1, cosines.get("2 OutputLayer"), 1e-3);
    assertEquals(1, cosines.get("1 DenseLayer"), 1e-3);
    assertTrue(cosines.get("0 DenseLayer") < 1, cosines.toString());
    assertTrue(cosines.get("0 DenseLayer") > 0, cosines.toString());
  }

  /** (3, 4, 0) and (0, 4, 3): 16/25, whatever their parts and lengths. */
  @Test
  void cosineIsThatOfAllPartsTogether() {
    List<INDArray> one = List.of(row(3, 4), row(0));
    List<INDArray> other = List.of(row(0, 8), row(6));
    assertEquals(0.64, StepCosines.cosine(one, other), 1e-6);
    assertEquals(-0.64, StepCosines.cosine(one, List.of(row(0, -4), row(-3))), 1e-6);
    assertEquals(0, StepCosines.cosine(one, List.of(row(0, 0), row(0))));
  }

  private static INDArray row(float... values) {
    return Nd4j.createFromArray(values);
  }
}
