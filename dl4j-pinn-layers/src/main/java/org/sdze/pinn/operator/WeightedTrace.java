package org.sdze.pinn.operator;

import java.util.List;
import org.sdze.optimizer.argument.Argument;

/**
 * tr(A D²u) with A = Σ σ_r σ_rᵀ: the sum of the second derivatives along the σ_r. A diffusion with
 * the matrix A/2 has half of it in its equation.
 *
 * @param columns σ_r, at least one
 */
public record WeightedTrace(List<Direction> columns) implements Operator {

  public WeightedTrace {
    columns = Argument.all("columns", columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a weighted trace needs at least one column, had none");
    }
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public String toString() {
    return "tr(A D²u)";
  }
}
