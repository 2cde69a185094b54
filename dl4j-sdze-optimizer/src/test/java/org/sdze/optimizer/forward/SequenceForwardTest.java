package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.random.RandomKey;

class SequenceForwardTest {

  private static final int BATCH = 3;
  private static final int IN = 4;
  private static final int OUT = 2;
  private static final int STEPS = 5;

  private final SequenceForward use = new SequenceForward();
  private final INDArray input =
      gaussian(0, BATCH, (long) IN * STEPS).dup('c').reshape('c', BATCH, IN, STEPS);

  private static INDArray gaussian(int index, long rows, long columns) {
    return TestNetworks.gaussian(RandomKey.root(5).index(index), DataType.DOUBLE, rows, columns);
  }

  @Test
  void theGradientSumsOverSamplesAndTimeSteps() {
    INDArray credit = gaussian(1, (long) STEPS * BATCH, OUT);
    INDArray gradient = Nd4j.create(DataType.DOUBLE, new long[] {IN, OUT}, 'f');
    use.weights(input, credit, 0.5, 0, IN, gradient);
    for (int i = 0; i < IN; i++) {
      for (int j = 0; j < OUT; j++) {
        double expected = 0;
        for (int s = 0; s < BATCH; s++) {
          for (int t = 0; t < STEPS; t++) {
            expected += 0.5 * input.getDouble(s, i, t) * credit.getDouble(t * BATCH + s, j);
          }
        }
        assertEquals(expected, gradient.getDouble(i, j), 1e-12);
      }
    }
  }
}
