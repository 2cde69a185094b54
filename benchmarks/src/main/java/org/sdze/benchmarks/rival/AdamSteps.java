package org.sdze.benchmarks.rival;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FirstOrderRule;

/** Adam on a gradient that is written out, one array a parameter. Holds the moments of a run. */
final class AdamSteps {

  private final List<FirstOrderRule.State> states = new ArrayList<>();

  /**
   * Changes the parameters.
   *
   * <p>The first layer holds s times what is trained; Adam's step does not see the size of a
   * gradient, so that its change is s times as large, whichever of the two the gradient is by.
   *
   * @param gradients overwritten
   * @param step the step, from 0
   */
  void step(DenseNetwork network, List<INDArray> gradients, double rate, long step) {
    List<INDArray> parameters = network.parameters();
    if (states.isEmpty()) {
      for (INDArray parameter : parameters) {
        states.add(new Adam().state(parameter.rows(), parameter.columns(), parameter));
      }
    }
    for (int k = 0; k < parameters.size(); k++) {
      INDArray change = gradients.get(k);
      states.get(k).transform(change, 0, step);
      double scale = k == 0 ? network.inputScale() : 1;
      parameters.get(k).subi(change.muli(rate * scale));
    }
    network.changed();
  }
}
