package org.sdze.arbiter.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.train.SdzeConfig;

@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
class GaussNewtonSpaceTest {

  @Test
  void everyPointOfTheCubeIsAConfigurationWithinTheRanges() {
    GaussNewtonSpace space =
        new GaussNewtonSpace(
            new ContinuousParameterSpace(1e-4, 1e-2), new ContinuousParameterSpace(0.5, 2));
    List<ParameterSpace> leaves = space.collectLeaves();
    assertEquals(2, leaves.size());
    for (int k = 0; k < leaves.size(); k++) {
      leaves.get(k).setIndices(k);
    }
    assertEquals(2, space.numParameters());
    for (double u = 0; u <= 1; u += 0.125) {
      SdzeConfig config = space.getValue(new double[] {u, 1 - u});
      double damping = assertInstanceOf(GaussNewton.class, config.stepRule()).damping();
      assertTrue(damping >= 1e-4 && damping <= 1e-2, "damping was " + damping);
      assertEquals(0.5 + 1.5 * (1 - u), config.learningRate(), 1e-12);
    }
  }
}
