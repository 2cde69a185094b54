package org.sdze.benchmarks.rival;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.pinn.credit.OutputSensitivity;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.loss.ResidualObjective;
import org.sdze.pinn.loss.ResidualObjective.Evaluation;

/**
 * The gradient of a residual loss by a hand-written reverse sweep through the jets: backpropagation
 * as STDE's recipe needs it.
 *
 * <p>With the adjoints of a layer's output jet (y, y_x, y_Δ, y_r), those of its pre-activations are
 *
 * <pre>
 * z̄ = ȳ σ′ + ȳ_x σ″ z_x + ȳ_Δ (σ″ z_Δ + σ‴ Σ_r z_r²) + Σ_r ȳ_r σ″ z_r,
 * z̄_x = ȳ_x σ′,     z̄_Δ = ȳ_Δ σ′,     z̄_r = ȳ_r σ′ + 2 ȳ_Δ σ″ z_r.
 * </pre>
 *
 * <p>Owns the gradient's buffers, as large as the parameters; used by one thread.
 */
public final class ReverseSweep {

  private final DenseNetwork network;
  private final Workspace work;
  private final List<INDArray> gradients = new ArrayList<>();

  /** The sweeps of one network. */
  public ReverseSweep(DenseNetwork network) {
    this.network = network;
    this.work = new Workspace(network.dataType());
    for (INDArray parameter : network.parameters()) {
      gradients.add(Nd4j.createUninitialized(network.dataType(), parameter.shape(), 'f'));
    }
  }

  /** A loss and its gradient, one array a parameter; valid until the next call. */
  public record LossGradient(double loss, List<INDArray> gradients) {}

  /** The gradient of the mean of r₁ r₂ by W, b, …, as they are. */
  public LossGradient of(ResidualObjective objective) {
    List<Evaluation> evaluations = objective.evaluate(network);
    double[] first = evaluations.get(0).residuals();
    double[] second = evaluations.get(evaluations.size() - 1).residuals();
    int n = first.length;
    double loss = 0;
    for (int i = 0; i < n; i++) {
      loss += first[i] * second[i] / n;
    }
    gradients.forEach(gradient -> gradient.assign(0));
    INDArray byPoints = work.buffer("by points", n, network.entrance().outputs());
    byPoints.assign(0);
    for (int half = 0; half < evaluations.size(); half++) {
      // the derivative of the mean of r₁ r₂ by r₁ is r₂ / n, that of r² is 2 r / n
      double[] weights = evaluations.get(evaluations.size() - 1 - half).residuals().clone();
      for (int i = 0; i < n; i++) {
        weights[i] *= (evaluations.size() == 1 ? 2.0 : 1.0) / n;
      }
      sweep(evaluations.get(half), column(weights), byPoints, work.scope("half " + half));
    }
    Nd4j.gemm(objective.points(), byPoints, gradients.get(0), true, false, 1, 1);
    return new LossGradient(loss, Collections.unmodifiableList(gradients));
  }

  private INDArray column(double[] values) {
    return Nd4j.create(values, new long[] {values.length, 1}, 'f').castTo(network.dataType());
  }

  /** Adjoints of a layer's jet; {@code alongDirections} is null where it is 0. */
  private record Adjoint(
      INDArray value, INDArray alongField, INDArray second, @Nullable INDArray alongDirections) {}

  /** Adds one evaluation's gradient; the part Xᵀ S of the first layer's is left as S. */
  private void sweep(Evaluation evaluation, INDArray weights, INDArray byPoints, Workspace scope) {
    JetPass pass = evaluation.pass();
    OutputSensitivity sensitivity = evaluation.sensitivity();
    int last = network.hiddenLayers() - 1;
    INDArray byDirections = sensitivity.byAlongDirections();
    Adjoint adjoint =
        output(
            pass,
            new Adjoint(
                sensitivity.byValue().mul(weights),
                sensitivity.byAlongField().mul(weights),
                sensitivity.byLaplacian().mul(weights),
                byDirections == null ? null : byDirections.mul(weights)));
    for (int k = last; k > 0; k--) {
      adjoint = activation(pass, k, adjoint, scope.scope("layer " + k));
      adjoint = linear(pass, k, adjoint, scope.scope("layer " + k));
    }
    entrance(pass, adjoint, byPoints, scope.scope("layer 0"));
  }

  /** The linear output: its gradient, and the adjoints of what entered it. */
  private Adjoint output(JetPass pass, Adjoint adjoint) {
    int last = network.hiddenLayers() - 1;
    JetLayer top = pass.layers().get(last);
    INDArray v = network.output().weights();
    INDArray gradient = gradients.get(2 * last + 2);
    addProduct(top.y(), adjoint.value(), gradient);
    addProduct(top.alongField(), adjoint.alongField(), gradient);
    addProduct(top.second(), adjoint.second(), gradient);
    gradients.get(2 * last + 3).addi(adjoint.value().sumNumber());
    INDArray rows = null;
    if (adjoint.alongDirections() != null) {
      INDArray seen = adjoint.alongDirections();
      rows = seen.reshape('f', seen.rows(), seen.columns(), 1).mul(v.reshape('f', 1, 1, v.rows()));
      INDArray along =
          pass.alongDirections(last).mul(seen.reshape('f', seen.rows(), seen.columns(), 1));
      gradient.addi(along.sum(1).mul(top.slope()).sum(0).reshape('f', v.rows(), 1));
    }
    return new Adjoint(
        outer(adjoint.value(), v),
        outer(adjoint.alongField(), v),
        outer(adjoint.second(), v),
        rows);
  }

  /** From the adjoints of σ(z) to those of z. */
  private Adjoint activation(JetPass pass, int index, Adjoint above, Workspace scope) {
    JetLayer layer = pass.layers().get(index);
    INDArray rows = pass.alongDirections(index);
    long n = layer.y().rows();
    long width = layer.y().columns();
    INDArray bent = above.second().mul(layer.curve()).muli(2);
    INDArray along = scope.buffer("along", n, rows.size(1), width);
    rows.mul(bent.reshape('f', n, 1, width), along);
    INDArray value = value(pass, index, above, scope);
    if (above.alongDirections() != null) {
      INDArray term = scope.buffer("term", n, rows.size(1), width);
      above.alongDirections().mul(rows, term);
      value.addi(term.sum(1).muli(layer.curve()));
      above.alongDirections().mul(layer.slope().reshape('f', n, 1, width), term);
      along.addi(term);
    }
    return new Adjoint(
        value, above.alongField().mul(layer.slope()), above.second().mul(layer.slope()), along);
  }

  /** z̄ without the part of the directions. */
  private INDArray value(JetPass pass, int index, Adjoint above, Workspace scope) {
    JetLayer layer = pass.layers().get(index);
    INDArray value = above.value().mul(layer.slope());
    value.addi(above.alongField().mul(layer.curve()).muli(layer.z().alongField()));
    INDArray jerk =
        ThirdDerivative.of(
            network.layers().get(index).activation(),
            layer,
            scope.buffer("jerk", layer.y().shape()));
    INDArray squares = layer.z().squares();
    INDArray term = scope.buffer("second", layer.y().shape());
    jerk.mul(squares, term);
    if (layer.z().second() != null) {
      term.addi(layer.curve().mul(layer.z().second()));
    }
    return value.addi(term.muli(above.second()));
  }

  /** A hidden layer's gradient, and the adjoints of what entered it. */
  private Adjoint linear(JetPass pass, int index, Adjoint z, Workspace scope) {
    DenseLayer layer = network.layers().get(index);
    JetLayer below = pass.layers().get(index - 1);
    long n = below.y().rows();
    long count = pass.directions().count();
    INDArray gradient = gradients.get(2 * index);
    addProduct(below.y(), z.value(), gradient);
    addProduct(below.alongField(), z.alongField(), gradient);
    addProduct(below.second(), z.second(), gradient);
    INDArray entered = scope.buffer("entered", n, count, layer.inputs());
    pass.alongDirections(index - 1).mul(below.slope().reshape('f', n, 1, layer.inputs()), entered);
    INDArray along = z.alongDirections().reshape('f', n * count, layer.outputs());
    addProduct(entered.reshape('f', n * count, layer.inputs()), along, gradient);
    gradients.get(2 * index + 1).addi(z.value().sum(true, 0));
    INDArray down = scope.buffer("down", n, count, layer.inputs());
    Nd4j.gemm(
        along, layer.weights(), down.reshape('f', n * count, layer.inputs()), false, true, 1, 0);
    return new Adjoint(
        outer(z.value(), layer.weights()),
        outer(z.alongField(), layer.weights()),
        outer(z.second(), layer.weights()),
        down);
  }

  private void entrance(JetPass pass, Adjoint above, INDArray byPoints, Workspace scope) {
    JetLayer layer = pass.layers().get(0);
    DirectionSet directions = pass.directions();
    WideChange seen;
    INDArray value;
    if (layer.z().alongDirections() == null) { // seen through the norms of the images alone
      value = value(pass, 0, above, scope);
      INDArray byNorms = above.second().mul(layer.curve()).sum(true, 0).muli(2);
      seen = directions.seenColumns(byNorms);
    } else {
      Adjoint z = activation(pass, 0, above, scope);
      value = z.value();
      seen = directions.change(z.alongDirections().sum(0).dup('f')); // from [V, h]
    }
    network.wide(0).addTo(gradients.get(0), 0, network.inputs(), 1, List.of(seen));
    gradients.get(1).addi(value.sum(true, 0));
    byPoints.addi(value).addi(above.alongField().mul(layer.slope()));
  }

  private static void addProduct(INDArray entered, INDArray adjoint, INDArray gradient) {
    Nd4j.gemm(entered, adjoint, gradient, true, false, 1, 1);
  }

  private static INDArray outer(INDArray adjoint, INDArray weights) {
    DataType type = adjoint.dataType();
    INDArray product =
        Nd4j.createUninitialized(type, new long[] {adjoint.rows(), weights.rows()}, 'f');
    return Nd4j.gemm(adjoint, weights, product, false, true, 1, 0);
  }
}
