package org.sdze.examples.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.problem.ReferenceProblems;

class TestSetTest {

  private static final RandomKey KEY = RandomKey.root(1);
  private static final int DIMENSION = 1 << 19;

  /** Forty points are two chunks in so many dimensions. */
  @Test
  void anEvaluationIsGivenUpBetweenTwoChunks() {
    ReferenceProblem problem = ReferenceProblems.create("poisson-two-body", DIMENSION, KEY);
    TestSet test = new TestSet(problem, HardConstraint.unitBall(), KEY, 40, 2, DataType.FLOAT);
    MultiLayerNetwork network =
        TrialNetworks.create(DIMENSION, 2, 1, new ActivationTanH(), DataType.FLOAT, 3, KEY);
    ForwardPass forward = new ForwardPass(network);
    AtomicInteger asked = new AtomicInteger();
    assertEquals(Double.NaN, test.relativeError(forward, () -> asked.incrementAndGet() > 1));
    assertEquals(2, asked.get());
    assertTrue(test.relativeError(forward, () -> false) > 0);
  }
}
