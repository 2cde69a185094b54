package org.sdze.benchmarks.rival;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
 * <p>With the jet of t = ∂N/∂z of a layer ({@link ReverseSensitivities}) the adjoints of its
 * pre-activations' jet are those of {@link org.sdze.pinn.credit.LayerCredit}: z̄ = ∂r/∂z,
 *
 * <pre>z̄_x = r_x t,     z̄_Δ = r_Δ t,     z̄_r = 2 r_Δ t_r + r_r t.</pre>
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

  /** Adds one evaluation's gradient; the part Xᵀ S of the first layer's is left as S. */
  private void sweep(Evaluation evaluation, INDArray weights, INDArray byPoints, Workspace scope) {
    JetPass pass = evaluation.pass();
    OutputSensitivity r = evaluation.sensitivity();
    INDArray byDirections = r.byAlongDirections();
    OutputSensitivity by =
        new OutputSensitivity(
            r.byValue().mul(weights),
            r.byAlongField().mul(weights),
            r.byLaplacian().mul(weights),
            byDirections == null ? null : byDirections.mul(weights));
    output(pass, by);
    ReverseSensitivities sensitivities = new ReverseSensitivities();
    for (int k = network.hiddenLayers() - 1; k >= 0; k--) {
      Workspace own = scope.scope("layer " + k);
      ReverseSensitivities.Adjoint t = sensitivities.next(pass, k, own);
      INDArray value = t.residual(by);
      gradients.get(2 * k + 1).addi(value.sum(true, 0));
      if (k > 0) {
        hidden(pass, k, value, t, by, own);
      } else {
        byPoints.addi(value).addi(t.value().mul(by.byAlongField()));
        WideChange seen = entrance(pass, t, by);
        network.wide(0).addTo(gradients.get(0), 0, network.inputs(), 1, List.of(seen));
      }
    }
  }

  /** Adds the gradient of the linear output. */
  private void output(JetPass pass, OutputSensitivity by) {
    int last = network.hiddenLayers() - 1;
    JetLayer top = pass.layers().get(last);
    INDArray gradient = gradients.get(2 * last + 2);
    addProduct(top.y(), by.byValue(), gradient);
    addProduct(top.alongField(), by.byAlongField(), gradient);
    addProduct(top.second(), by.byLaplacian(), gradient);
    gradients.get(2 * last + 3).addi(by.byValue().sumNumber());
    if (by.byAlongDirections() != null) {
      INDArray along = seen(pass.alongDirections(last), by.byAlongDirections()).mul(top.slope());
      gradient.addi(along.sum(0).reshape('f', gradient.rows(), 1));
    }
  }

  /** Σ_r of rows times a number for each point and direction, {@code [n, w]}. */
  private static INDArray seen(INDArray rows, @Nullable INDArray numbers) {
    return rows.mul(numbers.reshape('f', numbers.rows(), numbers.columns(), 1)).sum(1);
  }

  /** Adds the gradient of the weights between two hidden layers. */
  private void hidden(
      JetPass pass,
      int index,
      INDArray value,
      ReverseSensitivities.Adjoint t,
      OutputSensitivity by,
      Workspace scope) {
    JetLayer below = pass.layers().get(index - 1);
    INDArray rows = pass.alongDirections(index - 1);
    INDArray gradient = gradients.get(2 * index);
    long n = below.y().rows();
    long count = pass.directions().count();
    long inputs = below.y().columns();
    addProduct(below.y(), value, gradient);
    addProduct(below.alongField(), t.value().mul(by.byAlongField()), gradient);
    addProduct(below.second(), t.value().mul(by.byLaplacian()), gradient);
    if (by.byAlongDirections() != null) {
      addProduct(seen(rows, by.byAlongDirections()).mul(below.slope()), t.value(), gradient);
    }
    INDArray entered = scope.buffer("entered", n, count, inputs); // times 2 r_Δ
    INDArray slope = below.slope().mul(by.byLaplacian()).muli(2);
    rows.mul(slope.reshape('f', n, 1, inputs), entered);
    addProduct(
        entered.reshape('f', n * count, inputs),
        t.alongDirections().reshape('f', n * count, t.value().columns()),
        gradient);
  }

  /** What the directions see of the first layer's gradient. */
  private WideChange entrance(JetPass pass, ReverseSensitivities.Adjoint t, OutputSensitivity by) {
    DirectionSet directions = pass.directions();
    INDArray byLaplacian = by.byLaplacian().mul(2);
    if (t.alongDirections() == null) { // through the norms of the images alone, of a single layer
      INDArray v = network.output().weights().reshape('f', 1, network.output().inputs());
      INDArray bent = pass.layers().get(0).curve().mul(byLaplacian).sum(true, 0);
      return directions.seenColumns(bent.muli(v));
    }
    long n = byLaplacian.rows();
    INDArray rows = t.alongDirections().mul(byLaplacian.reshape('f', n, 1, 1)).sum(0);
    if (by.byAlongDirections() != null) {
      INDArray product = Nd4j.createUninitialized(rows.dataType(), rows.shape(), 'f');
      rows.addi(Nd4j.gemm(by.byAlongDirections(), t.value(), product, true, false, 1, 0));
    }
    return directions.change(rows.dup('f')); // [V, h]
  }

  private static void addProduct(INDArray entered, INDArray adjoint, INDArray gradient) {
    Nd4j.gemm(entered, adjoint, gradient, true, false, 1, 1);
  }
}
