package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.TestSet;

class TestSetTest {

  private static final RandomKey KEY = RandomKey.root(1);
  private static final int DIMENSION = 1 << 19;

  /** Forty points are two chunks in so many dimensions. */
  @Test
  void anEvaluationIsGivenUpBetweenTwoChunks() {
    Problem problem = Problems.library().create("poisson-two-body", DIMENSION, KEY);
    TestSet test = new TestSet(problem, KEY, 40, 2, DataType.FLOAT);
    MultiLayerNetwork network =
        TrialNetworks.create(DIMENSION, 2, 1, new ActivationTanH(), DataType.FLOAT, 3, KEY);
    ForwardPass forward = new ForwardPass(problem, network);
    AtomicInteger asked = new AtomicInteger();
    assertEquals(Double.NaN, test.relativeError(forward::at, () -> asked.incrementAndGet() > 1));
    assertEquals(2, asked.get());
    assertTrue(test.relativeError(forward::at, () -> false) > 0);
  }
}
