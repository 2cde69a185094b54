package org.sdze.pinn.equation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;

/** A trial function of two functions that can be differentiated as often as is asked for. */
record SmoothConstraint(SmoothFunction smoothFactor, @Nullable SmoothFunction smoothAddend)
    implements HardConstraint {

  SmoothConstraint {
    Argument.given("w", smoothFactor);
  }

  @Override
  public FunctionJet factor(INDArray points) {
    return toSecondOrder(smoothFactor, points);
  }

  @Override
  public @Nullable FunctionJet addend(INDArray points) {
    return smoothAddend == null ? null : toSecondOrder(smoothAddend, points);
  }

  @Override
  public String toString() {
    return smoothAddend == null ? "u = wN" : "u = g + wN";
  }

  @Override
  public double[] factorValues(INDArray points) {
    return smoothFactor.values(points);
  }

  @Override
  public double[] addendValues(INDArray points) {
    return smoothAddend == null ? new double[points.rows()] : smoothAddend.values(points);
  }

  private static FunctionJet toSecondOrder(SmoothFunction function, INDArray points) {
    int d = points.columns();
    List<Operator> operators = new ArrayList<>();
    for (int axis = 0; axis < d; axis++) {
      operators.add(new Partial(axis, 1));
    }
    operators.add(new Laplacian());
    LinePlan plan = new LinePlan(operators, d);
    double[][] x = HostArrays.rows(points);
    double[] values = new double[x.length];
    double[][] gradients = new double[x.length][d];
    double[] laplacians = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] jets = function.jets(plan, x[i]);
      values[i] = jets[0];
      for (int axis = 0; axis < d; axis++) {
        gradients[i][axis] = plan.value(axis, jets, plan.coefficients(axis, x[i]));
      }
      laplacians[i] = plan.value(d, jets, plan.coefficients(d, x[i]));
    }
    INDArray gradient = Nd4j.create(gradients).castTo(points.dataType()).dup('f');
    return FunctionJet.of(values, gradient, laplacians);
  }
}
