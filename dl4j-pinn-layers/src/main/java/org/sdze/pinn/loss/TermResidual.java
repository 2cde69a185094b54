package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.credit.SummedEntrance;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.PeriodicInput;
import org.sdze.pinn.equation.PointName;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Term;

/**
 * From the jets that leave a network to the residuals of a term, and the derivatives of the one by
 * the other: the equations' by moving the operators' values, a few numbers a point (docs/method.md
 * §4c), the operators' by their sums. Everything on the host, in double.
 */
final class TermResidual {

  private final DenseNetwork network;
  private final Problem problem;
  private final Term term;
  private final LinePlan plan;
  private final Set<Integer> summed;
  private final List<INDArray> directions; // of the lines, [1, d], with summed axes [1, d + 1]
  private final List<List<Integer>> reads = new ArrayList<>(); // by equation, its operators
  private final ResidualCheck check = new ResidualCheck();

  /**
   * The residual of a term.
   *
   * @param summed axes for which one line stands; none for a line along each
   */
  TermResidual(DenseNetwork network, Problem problem, Term term, Set<Integer> summed) {
    this.network = network;
    this.problem = problem;
    this.term = term;
    this.summed = summed;
    List<Operator> operators = term.operators();
    this.plan = new LinePlan(operators, problem.inputs(), summed);
    int inputs = problem.inputs() + (summed.isEmpty() ? 0 : 1);
    this.directions = ScratchMemory.lasting(() -> directions(plan, inputs, network.dataType()));
    for (Equation equation : term.equations()) {
      reads.add(equation.operators().stream().map(operators::indexOf).sorted().toList());
    }
  }

  private static List<INDArray> directions(LinePlan plan, int inputs, DataType type) {
    List<INDArray> directions = new ArrayList<>();
    for (LinePlan.Line line : plan.lines()) {
      INDArray direction = Nd4j.zeros(type, 1, inputs).dup('f');
      line.direction().writeTo(direction);
      directions.add(direction);
    }
    return directions;
  }

  DenseNetwork network() {
    return network;
  }

  Term term() {
    return term;
  }

  LinePlan plan() {
    return plan;
  }

  /** What the residual at a point is multiplied by in the term's: ω of an integral, or 1. */
  double pointWeight(int i) {
    Quadrature integral = term.integral();
    return integral == null ? 1 : integral.weight(i);
  }

  /** What the network is given, as a function of t along every line from the points. */
  Jet input(INDArray points) {
    List<Jet.Line> lines = new ArrayList<>();
    for (int l = 0; l < directions.size(); l++) {
      lines.add(new Jet.Line(plan.lines().get(l).order(), List.of(directions.get(l))));
    }
    Jet along = new Jet(summed.isEmpty() ? points : SummedEntrance.points(points), lines);
    PeriodicInput periodic = problem.periodic();
    return periodic == null ? along : periodic.of(along);
  }

  /** What is known of the trial function at points. */
  TrialJets trial(INDArray points) {
    check.begin();
    return new TrialJets(plan, points, problem.constraint());
  }

  /** g at points, {@code [E][n]}. */
  double[][] sources(INDArray points) {
    double[][] sources = new double[term.equations().size()][];
    for (int e = 0; e < sources.length; e++) {
      String name =
          Text.format(
              "the right side of \"%s\" in %s", term.equations().get(e).name(), term.name());
      sources[e] = term.sources().get(e).finiteAt(points, name);
    }
    return sources;
  }

  /**
   * r, {@code [E n]}; NaN where the network gives no finite numbers.
   *
   * @throws IllegalArgumentException if an equation throws, or its left side is no finite number
   *     and that is no step's doing
   */
  double[] at(INDArray points, TrialJets trial, double[][] sources, PointJets jets) {
    int n = trial.count();
    double[] residuals = new double[sources.length * n];
    boolean isFinite = true;
    String fault = null;
    for (int i = 0; i < n; i++) {
      OperatorValues u = trial.values(i, jets.ofTrial(trial, i));
      boolean isKnown = u.areFinite();
      if (!isKnown && !trial.isFinite(i)) {
        throw Argument.refused(
            "the constraint %s must give finite numbers, but does not at %s",
            problem.constraint(), PointName.of(points, i));
      }
      for (int e = 0; e < sources.length; e++) {
        double residual = isKnown ? leftSide(e, points, i, u) - sources[e][i] : Double.NaN;
        residuals[e * n + i] = residual;
        isFinite &= Double.isFinite(residual);
        if (isKnown && !Double.isFinite(residual) && fault == null) {
          fault = sentence("is " + (residual + sources[e][i]), e, points, i, u);
        }
      }
    }
    if (isFinite) {
      check.finite(network.version());
    } else if (fault != null) {
      check.failed(network.version(), fault);
    }
    return residuals;
  }

  private double leftSide(int e, INDArray points, int i, OperatorValues u) {
    return term.equations().get(e).leftSide(u, () -> PointName.of(points, i));
  }

  private String sentence(String what, int e, INDArray points, int i, OperatorValues u) {
    return term.equations().get(e).sentence(what, u, PointName.of(points, i));
  }

  /**
   * ∂r by the coefficients that left the network, one jet an equation, times the points' weights.
   *
   * @throws IllegalArgumentException if a derivative is no number that the network's type holds,
   *     and that is no step's doing
   */
  List<Jet> sensitivity(INDArray points, TrialJets trial, double[] residuals, PointJets jets) {
    int n = trial.count();
    int m = problem.outputs();
    boolean isFinite = true;
    List<PointJets> by = new ArrayList<>();
    term.equations().forEach(equation -> by.add(new PointJets(plan, n, m)));
    for (int i = 0; i < n; i++) {
      double[][] u = jets.ofTrial(trial, i);
      double[][] values = trial.values(i, u).values();
      for (int e = 0; e < by.size(); e++) {
        for (int output = 0; output < m; output++) {
          double[] byJets = new double[plan.count()];
          for (int k : reads.get(e)) {
            double derivative = derivative(e, points, i, trial, values, output, k);
            isFinite &= isNumber(derivative);
            if (!isNumber(derivative) && Double.isFinite(residuals[e * n + i])) {
              String what =
                  Text.format("has the derivative %s by %s", derivative, plan.operators().get(k));
              check.notDifferentiable(
                  derivative, sentence(what, e, points, i, trial.at(i, values)));
            }
            trial.addDerivatives(i, k, u[output], pointWeight(i) * derivative, byJets);
          }
          by.get(e).put(i, output, trial.byNetwork(i, output, byJets));
        }
      }
    }
    if (isFinite) {
      check.differentiable();
    }
    return by.stream().map(each -> each.toJet(network.dataType())).toList();
  }

  private boolean isNumber(double derivative) {
    double largest = network.dataType() == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    return Math.abs(derivative) <= largest;
  }

  private double derivative(
      int e, INDArray points, int i, TrialJets trial, double[][] values, int output, int k) {
    double value = values[output][k];
    double derivative =
        CentralDifference.derivative(
            value,
            number -> {
              values[output][k] = number;
              return leftSide(e, points, i, trial.at(i, values));
            });
    values[output][k] = value;
    return derivative;
  }
}
