package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.operator.LinePlan;

/** What jets say at every point, on the host: the numbers of a plan, by number and then output. */
final class PointJets {

  private final LinePlan plan;
  private final int points;
  private final int outputs;
  private final double[][] numbers; // by number of the plan, [n m]

  /** Zeros. */
  PointJets(LinePlan plan, int points, int outputs) {
    this.plan = plan;
    this.points = points;
    this.outputs = outputs;
    this.numbers = new double[plan.count()][points * outputs];
  }

  /** What leaves a network. */
  static PointJets of(LinePlan plan, Jet jet) {
    PointJets jets = new PointJets(plan, jet.value().rows(), jet.value().columns());
    jets.numbers[0] = HostArrays.copy(jet.value());
    for (int l = 0; l < plan.lines().size(); l++) {
      LinePlan.Line line = plan.lines().get(l);
      for (int k = 1; k <= line.order(); k++) {
        jets.numbers[line.index(k)] = HostArrays.copy(jet.lines().get(l).coefficients().get(k - 1));
      }
    }
    return jets;
  }

  /** The same of a trial function, at point i: {@code [m][count]}. */
  double[][] ofTrial(TrialJets trial, int i) {
    double[][] u = new double[outputs][numbers.length];
    for (int output = 0; output < outputs; output++) {
      for (int k = 0; k < numbers.length; k++) {
        u[output][k] = numbers[k][output * points + i];
      }
      u[output] = trial.jets(i, output, u[output]);
    }
    return u;
  }

  /** Overwrites what is said at point i of an output. */
  void put(int i, int output, double[] at) {
    for (int k = 0; k < at.length; k++) {
      numbers[k][output * points + i] = at[k];
    }
  }

  /** As arrays, {@code [n, m]}. */
  Jet toJet(DataType type) {
    List<Jet.Line> lines = new ArrayList<>();
    for (LinePlan.Line line : plan.lines()) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= line.order(); k++) {
        coefficients.add(array(numbers[line.index(k)], type));
      }
      lines.add(new Jet.Line(line.order(), coefficients));
    }
    return new Jet(array(numbers[0], type), lines);
  }

  private INDArray array(double[] values, DataType type) {
    return HostArrays.matrix(values, points, type);
  }
}
