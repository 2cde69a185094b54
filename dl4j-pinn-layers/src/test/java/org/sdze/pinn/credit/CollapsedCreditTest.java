package org.sdze.pinn.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.jet.CollapsedJet;
import org.sdze.pinn.jet.JetLayer;

/** One pass over memory, held to ND4J's operations one by one. */
class CollapsedCreditTest {

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(RandomKey.root(44).index(key), type, rows, columns);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 600, TANH, FLOAT, 1e-5",
    "2500, 9, SINE, FLOAT, 1e-5",
    "7, 600, SINE, DOUBLE, 1e-12",
    "2500, 9, TANH, DOUBLE, 1e-12",
    "1, 1, SOFTPLUS, DOUBLE, 1e-12"
  })
  void onePassIsWhatTheOperationsGive(
      int n, int h, Activation activation, DataType type, double tolerance) {
    Workspace work = new Workspace(type);
    INDArray squares = gaussian(3, type, 1, h);
    CollapsedJet z =
        new CollapsedJet(
            gaussian(1, type, n, h), gaussian(2, type, n, h), null, squares.mul(squares), null);
    JetLayer layer = JetLayer.of(activation, z, work);
    INDArray jerk = gaussian(4, type, n, h);
    INDArray v = gaussian(5, type, 1, h);
    OutputSensitivity by =
        new OutputSensitivity(
            gaussian(6, type, n, 1), gaussian(7, type, n, 1), gaussian(8, type, n, 1), null);

    assertTrue(CollapsedCredit.suits(layer, jerk));
    work.scope("fast").poison();
    CollapsedCredit fast = CollapsedCredit.of(v, layer, by, jerk, work.scope("fast"));

    LastHiddenCredit credit = LastHiddenCredit.of(v, layer, by, jerk, work.scope("reference"));
    agree(credit.residual(), fast.residual(), tolerance);
    agree(credit.residual().add(credit.value().mul(by.byAlongField())), fast.byVector(), tolerance);
    agree(credit.curve().mul(by.byLaplacian()).muli(2), fast.byNorms(), tolerance);
    INDArray outputs =
        layer
            .y()
            .mul(by.byValue())
            .addi(layer.alongField().mul(by.byAlongField()))
            .addi(layer.second().mul(by.byLaplacian()));
    agree(outputs, fast.outputs(), tolerance);
  }

  private static void agree(INDArray expected, INDArray actual, double tolerance) {
    double size = expected.norm2Number().doubleValue();
    assertEquals(0, expected.distance2(actual), tolerance * size);
  }
}
