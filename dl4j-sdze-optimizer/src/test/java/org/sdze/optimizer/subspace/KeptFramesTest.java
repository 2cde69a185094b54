package org.sdze.optimizer.subspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/** Frames that are kept for a refresh interval are those that would be drawn at every step. */
class KeptFramesTest {

  private static final LowRank CONFIG = new LowRank(3, 4, 2, 1e-3);
  private static final int STEPS = 11; // two refreshes on the way

  /** A matrix, one that is smaller than the rank, and a vector. */
  private static List<INDArray> parameters() {
    List<INDArray> parameters = new ArrayList<>();
    for (long[] shape : new long[][] {{7, 5}, {2, 6}, {1, 5}}) {
      INDArray parameter = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'f');
      KeyedDraws.gaussian(RandomKey.root(parameters.size()), parameter);
      parameters.add(parameter);
    }
    return parameters;
  }

  private static double loss(List<INDArray> parameters) {
    return parameters.stream().mapToDouble(each -> each.sumNumber().doubleValue()).sum()
        + parameters.get(0).norm2Number().doubleValue();
  }

  /** The parameters after some steps, and their distance from the first at every step. */
  private static List<INDArray> trained(boolean isDrawnAnew, List<Double> distances) {
    RandomKey root = RandomKey.root(9);
    List<INDArray> parameters = parameters();
    LowRankEstimator kept = new LowRankEstimator(CONFIG, root);
    for (int step = 0; step < STEPS; step++) {
      LowRankEstimator now = isDrawnAnew ? new LowRankEstimator(CONFIG, root) : kept;
      LowRankEstimator.Estimate estimate =
          now.estimate(parameters, root.step(step), step, () -> loss(parameters));
      estimate.gradients().forEach(gradient -> gradient.step(0.01));
      distances.add(parameters.get(0).distance2(parameters().get(0)));
    }
    return parameters;
  }

  @Test
  void keptFramesGiveTheBitsOfFramesThatAreDrawnAtEveryStep() {
    List<Double> kept = new ArrayList<>();
    List<Double> drawn = new ArrayList<>();
    assertEquals(trained(true, drawn), trained(false, kept));
    assertEquals(drawn, kept);
  }
}
