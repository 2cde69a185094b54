package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemKind;
import org.sdze.pinn.problem.Problems;

/** Sums over the whole span with conditions beside them, against operators along lines. */
class FacedLossTest {

  private static final RandomKey KEY = RandomKey.root(91);
  private static final int D = 32;
  private static final int BATCH = 5;

  private static Problem problem(int dimension) {
    return Problems.library().create("poisson-square", dimension, KEY);
  }

  private static DenseNetwork network() {
    return TestNetworks.create(
        DataType.DOUBLE, Activation.TANH, 1, KEY, TestNetworks.widths(D, 6, 1));
  }

  private static LeastSquaresObjective faced(DenseNetwork network) {
    return LossConfig.exact(BATCH).of(problem(D), network).at(KEY);
  }

  private static LeastSquaresObjective alongLines(DenseNetwork network) {
    return LossConfig.exact(BATCH).byLines(problem(D), network).at(KEY);
  }

  @Test
  void problemsWithValuesOnFacesAreSolvedBySumsFrom32DimensionsOn() {
    assertEquals(ProblemKind.FACED, problem(D).kind());
    assertEquals(ProblemKind.STATIONARY, problem(D - 1).kind());
    Problem heat = Problems.library().create("heat-sines", D, KEY);
    assertEquals(ProblemKind.EVOLUTION, heat.kind());
  }

  @Test
  void itsLossesAreThoseAlongLines() {
    DenseNetwork network = network();
    double[] expected = alongLines(network).losses(network);
    assertEquals(BATCH + 2, expected.length);
    assertArrayEquals(expected, faced(network).losses(network), 1e-10);
  }

  /** Credit by central differences of 1e-5 is exact to 1e-8 or so. */
  @Test
  void itsKernelAndItsGradientAreThoseAlongLines() {
    DenseNetwork network = network();
    UnitCredit credit = new UnitCredit(UnitCredit.ALL, 1e-4, true);
    SampleRows rows = faced(network).rows(network, credit, KEY).first();
    SampleRows expected = alongLines(network).rows(network, credit, KEY).first();
    INDArray kernel = rows.gram(rows).dup();
    double difference = TestNetworks.relativeDifference(kernel, expected.gram(expected));
    assertTrue(difference < 1e-6, "kernels differ by " + difference);
    double[] weights = rows.residuals();
    for (int k = 0; k < network.parameters().size(); k++) {
      INDArray[] tiles = {network.parameters().get(k).ulike(), network.parameters().get(k).ulike()};
      rows.combine(weights).parameters().get(k).read(0, tiles[0].rows(), tiles[0]);
      expected.combine(weights).parameters().get(k).read(0, tiles[1].rows(), tiles[1]);
      assertTrue(TestNetworks.relativeDifference(tiles[0], tiles[1]) < 1e-6, "part " + k);
    }
  }
}
