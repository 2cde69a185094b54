package org.sdze.pinn.problem;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.equation.SmoothFunction;

/**
 * A solution whose outputs are functions that can be differentiated.
 *
 * @param functions u*_0, u*_1 …, at least one
 */
public record SmoothSolution(List<SmoothFunction> functions) implements Solution {

  public SmoothSolution {
    functions = Argument.all("functions", functions);
  }

  @Override
  public double[] values(INDArray points) {
    int n = points.rows();
    double[] all = new double[n * functions.size()];
    for (int output = 0; output < functions.size(); output++) {
      System.arraycopy(functions.get(output).values(points), 0, all, output * n, n);
    }
    return all;
  }
}
