package org.sdze.pinn.equation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.SquaredRadii;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/**
 * What is known of u = g + w N at the points of a batch, before the network is evaluated. Where the
 * constraint is a {@link TerminalConstraint}, Δ and ‖∇·‖² are those in space, and time is the
 * factor's field.
 */
public final class TrialFunction {

  private final INDArray points;
  private final List<Operator> operators; // whose values of u are asked for
  private final boolean isTimed;
  private final FunctionJet factor;
  private final @Nullable FunctionJet addend;
  private final double @Nullable [] squaredFields; // ‖q‖²; null where ‖∇u‖² is not asked for
  private final double @Nullable [] squaredAddends; // ‖∇g‖²; null where that is not asked for
  private final double @Nullable [] addendAlongField; // q·∇g; null where nothing asks for it

  private TrialFunction(
      INDArray points,
      List<Operator> operators,
      boolean isTimed,
      FunctionJet w,
      @Nullable FunctionJet g) {
    this.points = points;
    this.operators = operators;
    this.isTimed = isTimed;
    this.factor = w;
    this.addend = g;
    boolean isGradient = operators.stream().anyMatch(SquaredGradientNorm.class::isInstance);
    this.squaredFields = isGradient && !isTimed ? SquaredRadii.of(w.field()) : null;
    this.squaredAddends = isGradient && g != null ? squaredGradients(g, isTimed) : null;
    boolean isAlong = isTimed || isGradient;
    this.addendAlongField = isAlong && g != null ? alongField(g, w.field(), isTimed) : null;
  }

  /**
   * The trial function at points.
   *
   * @param points {@code [n, d]}
   * @throws IllegalArgumentException if g or w come at other points
   */
  public static TrialFunction at(INDArray points, HardConstraint constraint, Equation equation) {
    FunctionJet factor = constraint.factor(points);
    requireShape("w", factor, points);
    FunctionJet addend = constraint.addend(points);
    if (addend != null) {
      requireShape("g", addend, points);
    }
    return new TrialFunction(
        points,
        Equation.plan(equation).operators(),
        constraint instanceof TerminalConstraint,
        factor,
        addend);
  }

  private static void requireShape(String name, FunctionJet jet, INDArray points) {
    if (!jet.field().equalShapes(points)) {
      throw Argument.refused(
          "the gradient of %s must be of the points' shape [%d, %d], was [%d, %d]",
          name, points.rows(), points.columns(), jet.field().size(0), jet.field().size(1));
    }
  }

  private static double[] squaredGradients(FunctionJet g, boolean isTimed) {
    int space = g.field().columns() - (isTimed ? 1 : 0);
    double[] squares =
        SquaredRadii.of(
            isTimed
                ? g.field().get(NDArrayIndex.all(), NDArrayIndex.interval(0, space)).dup('f')
                : g.field());
    for (int i = 0; i < squares.length; i++) {
      squares[i] *= g.slope()[i] * g.slope()[i];
    }
    return squares;
  }

  private static double[] alongField(FunctionJet g, INDArray field, boolean isTimed) {
    double[] along =
        HostArrays.copy(
            isTimed
                ? g.field().getColumn(field.columns() - 1, true).dup('f')
                : g.field().mul(field).sum(true, 1).dup('f'));
    for (int i = 0; i < along.length; i++) {
      along[i] *= g.slope()[i];
    }
    return along;
  }

  /** The field q along which the derivative of N is asked for, {@code [n, d]}. */
  public INDArray field() {
    return factor.field();
  }

  /** g, where the equation asks for the product of its gradient and the network's; else null. */
  public @Nullable FunctionJet addendInProduct() {
    return squaredAddends == null ? null : addend;
  }

  /** The values of u at point i. */
  public OperatorValues values(int i, NetworkValues network) {
    double slope = isTimed ? 0 : factor.slope()[i]; // in space
    FactorValues w =
        new FactorValues(
            factor.value()[i],
            slope,
            factor.laplacian()[i],
            squaredFields == null ? 0 : slope * slope * squaredFields[i]);
    double[] values = new double[operators.size()];
    for (int k = 0; k < values.length; k++) {
      Operator operator = operators.get(k);
      if (operator instanceof Value) {
        values[k] = w.valueOf(network) + (addend == null ? 0 : addend.value()[i]);
      } else if (operator instanceof Laplacian) {
        values[k] = w.laplacianOf(network) + (addend == null ? 0 : addend.laplacian()[i]);
      } else if (operator instanceof Partial) { // by time: no other gets here
        values[k] =
            w.value() * network.alongField()
                + factor.slope()[i] * network.value()
                + (addendAlongField == null ? 0 : addendAlongField[i]);
      } else {
        values[k] = w.squaredGradientNormOf(network) + withAddend(i, w, network);
      }
    }
    return new OperatorValues(
        operators,
        new double[][] {values},
        axis -> OperatorValues.coordinate(points.columns(), axis, k -> points.getDouble(i, k)));
  }

  /** ‖∇g‖² + 2 ∇g·∇(wN). */
  private double withAddend(int i, FactorValues w, NetworkValues network) {
    if (squaredAddends == null || addendAlongField == null) {
      return 0;
    }
    return squaredAddends[i]
        + 2 * w.value() * network.alongAddend()
        + 2 * w.slope() * network.value() * addendAlongField[i];
  }

  /** Whether all that is known at point i are finite numbers. */
  public boolean isFinite(int i) {
    double sum = factor.value()[i] + factor.slope()[i] + factor.laplacian()[i];
    if (addend != null) {
      sum += addend.value()[i] + addend.laplacian()[i];
    }
    if (squaredAddends != null) {
      sum += squaredAddends[i];
    }
    if (addendAlongField != null) {
      sum += addendAlongField[i];
    }
    return Double.isFinite(sum + factor.field().getRow(i).sumNumber().doubleValue());
  }
}
