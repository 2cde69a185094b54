package org.sdze.pinn.equation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.domain.SquaredRadii;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/** What is known of u = g + w N at the points of a batch, before the network is evaluated. */
public final class TrialFunction {

  private final INDArray points;
  private final List<Operator> operators; // whose values of u are asked for
  private final FunctionJet factor;
  private final @Nullable FunctionJet addend;
  private final double @Nullable [] squaredFields; // ‖q‖²; null where ‖∇u‖² is not asked for

  private TrialFunction(
      INDArray points,
      List<Operator> operators,
      FunctionJet factor,
      @Nullable FunctionJet addend,
      double @Nullable [] squaredFields) {
    this.points = points;
    this.operators = operators;
    this.factor = factor;
    this.addend = addend;
    this.squaredFields = squaredFields;
  }

  /**
   * The trial function at points.
   *
   * @param points {@code [n, d]}
   * @throws IllegalArgumentException if g or w come at other points, or the equation asks for ‖∇u‖²
   *     of a constraint with an addend
   */
  public static TrialFunction at(INDArray points, HardConstraint constraint, Equation equation) {
    FunctionJet factor = constraint.factor(points);
    requireShape("w", factor, points);
    FunctionJet addend = constraint.addend(points);
    List<Operator> operators = Equation.plan(equation, points.columns()).operators();
    boolean isGradient = operators.stream().anyMatch(SquaredGradientNorm.class::isInstance);
    if (addend != null) {
      requireShape("g", addend, points);
      if (isGradient) {
        throw new IllegalArgumentException(
            Text.format(
                "the equation \"%s\" asks for the squared norm of the gradient, which is known for a constraint u = wN only, but %s adds a function",
                equation.name(), constraint));
      }
    }
    return new TrialFunction(
        points, operators, factor, addend, isGradient ? SquaredRadii.of(factor.field()) : null);
  }

  private static void requireShape(String name, FunctionJet jet, INDArray points) {
    if (!jet.field().equalShapes(points)) {
      throw new IllegalArgumentException(
          Text.format(
              "the gradient of %s must be of the points' shape [%d, %d], was [%d, %d]",
              name, points.rows(), points.columns(), jet.field().size(0), jet.field().size(1)));
    }
  }

  /** The field q along which the derivative of N is asked for, {@code [n, d]}. */
  public INDArray field() {
    return factor.field();
  }

  /** u at point i. */
  public double value(int i, double network) {
    double product = factor.value()[i] * network;
    return addend == null ? product : addend.value()[i] + product;
  }

  /** The values of u at point i. */
  public OperatorValues values(int i, NetworkValues network) {
    double slope = factor.slope()[i];
    FactorValues w =
        new FactorValues(
            factor.value()[i],
            slope,
            factor.laplacian()[i],
            squaredFields == null ? Double.NaN : slope * slope * squaredFields[i]);
    double[] values = new double[operators.size()];
    for (int k = 0; k < values.length; k++) {
      Operator operator = operators.get(k);
      if (operator instanceof Value) {
        values[k] = w.valueOf(network) + (addend == null ? 0 : addend.value()[i]);
      } else if (operator instanceof Laplacian) {
        values[k] = w.laplacianOf(network) + (addend == null ? 0 : addend.laplacian()[i]);
      } else { // no other operator gets here, and this one has no addend
        values[k] = w.squaredGradientNormOf(network);
      }
    }
    return new OperatorValues(
        operators,
        new double[][] {values},
        axis -> OperatorValues.coordinate(points.columns(), axis, k -> points.getDouble(i, k)));
  }

  /** Whether all that is known at point i are finite numbers. */
  public boolean isFinite(int i) {
    double sum = factor.value()[i] + factor.slope()[i] + factor.laplacian()[i];
    if (addend != null) {
      sum += addend.value()[i] + addend.laplacian()[i];
    }
    return Double.isFinite(sum + factor.field().getRow(i).sumNumber().doubleValue());
  }
}
