package org.sdze.benchmarks.rival;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.credit.LayerCredit;
import org.sdze.pinn.credit.OutputSensitivity;
import org.sdze.pinn.credit.UnitSensitivities;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;

/**
 * The sensitivities to hidden units by a reverse sweep with jets of its own, one sample at a time:
 * what unit credit finds by moving units.
 *
 * <p>With u = ∂N/∂y and t = u σ′ = ∂N/∂z of a layer, the derivatives of t along x and along the
 * directions are the sensitivities of N_x, N_r and, of order 2, N_Δ:
 *
 * <pre>
 * ∂N_x/∂z = u_x σ′ + u σ″ z_x,      ∂N_r/∂z = u_r σ′ + u σ″ z_r,
 * ∂N_Δ/∂z = u_Δ σ′ + 2 σ″ Σ_r u_r z_r + u (σ‴ Σ_r z_r² + σ″ z_Δ),
 * </pre>
 *
 * and all four go down through Wᵀ. Serves one batch.
 */
final class ReverseSensitivities implements UnitSensitivities {

  /** The jet of ∂N/∂y of a layer; null stands for 0. */
  private record Adjoint(
      INDArray value,
      @Nullable INDArray alongField,
      @Nullable INDArray second,
      @Nullable INDArray alongDirections) {}

  private @Nullable Adjoint above; // of the layer that was asked for last

  @Override
  public int[] units(DenseLayer layer, RandomKey key) {
    return IntStream.range(0, Math.toIntExact(layer.outputs())).toArray();
  }

  @Override
  public INDArray jerk(JetLayer jets, DenseLayer layer, Workspace work) {
    return ThirdDerivative.of(layer.activation(), jets, work.buffer("jerk", jets.y().shape()));
  }

  @Override
  public LayerCredit below(
      JetPass pass,
      int hiddenLayer,
      OutputSensitivity outputs,
      int[] units,
      @Nullable INDArray products,
      Workspace work) {
    DenseNetwork network = pass.network();
    int last = network.hiddenLayers() - 1;
    if (hiddenLayer == last - 1) {
      long n = pass.vectors().points();
      INDArray v = network.output().weights().reshape('f', 1, network.output().inputs());
      Adjoint top = new Adjoint(work.buffer("v", n, v.columns()), null, null, null);
      top.value().assign(v.broadcast(top.value().shape()));
      above = through(pass, last, top, work.scope("top"));
    }
    Adjoint at = at(pass, hiddenLayer, above, work.scope("here"));
    above = hiddenLayer > 0 ? downwards(pass, hiddenLayer, at, work.scope("down")) : null;
    INDArray residual = at.value().mul(outputs.byValue());
    residual.addi(at.alongField().mul(outputs.byAlongField()));
    residual.addi(at.second().mul(outputs.byLaplacian()));
    if (outputs.byAlongDirections() != null) {
      INDArray r = outputs.byAlongDirections();
      residual.addi(at.alongDirections().mul(r.reshape('f', r.rows(), r.columns(), 1)).sum(1));
    }
    INDArray rows = at.alongDirections().permute(0, 2, 1).dup('f');
    return new LayerCredit(units, residual, at.value(), rows);
  }

  private static Adjoint through(JetPass pass, int layer, Adjoint above, Workspace work) {
    return downwards(pass, layer, at(pass, layer, above, work), work);
  }

  /** From ∂/∂y to ∂/∂z of a layer. */
  private static Adjoint at(JetPass pass, int index, Adjoint u, Workspace work) {
    JetLayer layer = pass.layers().get(index);
    INDArray rows = pass.alongDirections(index); // [n | 1, V, w]
    long n = layer.y().rows();
    long width = layer.y().columns();
    long count = rows.size(1);
    INDArray bent = u.value().mul(layer.curve()); // u σ″
    INDArray value = u.value().mul(layer.slope());
    INDArray alongField = bent.mul(layer.z().alongField());
    INDArray jerk =
        ThirdDerivative.of(
            pass.network().layers().get(index).activation(), layer, work.buffer("jerk", n, width));
    INDArray second = u.value().mul(jerk).muli(layer.z().squares());
    if (layer.z().second() != null) {
      second.addi(bent.mul(layer.z().second()));
    }
    INDArray along = work.buffer("along directions", n, count, width);
    rows.mul(bent.reshape('f', n, 1, width), along);
    if (u.alongField() != null) {
      alongField.addi(u.alongField().mul(layer.slope()));
      INDArray term = work.buffer("term", n, count, width);
      u.alongDirections().mul(rows, term);
      second.addi(term.sum(1).muli(layer.curve()).muli(2));
      second.addi(u.second().mul(layer.slope()));
      u.alongDirections().mul(layer.slope().reshape('f', n, 1, width), term);
      along.addi(term);
    }
    return new Adjoint(value, alongField, second, along);
  }

  /** From ∂/∂z of a layer to ∂/∂y of the one below. */
  private static Adjoint downwards(JetPass pass, int index, Adjoint t, Workspace work) {
    INDArray w = pass.network().layers().get(index).weights();
    long n = t.value().rows();
    long count = t.alongDirections().size(1);
    INDArray rows = work.buffer("down", n, count, w.rows());
    Nd4j.gemm(
        t.alongDirections().reshape('f', n * count, w.columns()),
        w,
        rows.reshape('f', n * count, w.rows()),
        false,
        true,
        1,
        0);
    return new Adjoint(times(t.value(), w), times(t.alongField(), w), times(t.second(), w), rows);
  }

  private static INDArray times(INDArray rows, INDArray w) {
    INDArray product =
        Nd4j.createUninitialized(rows.dataType(), new long[] {rows.rows(), w.rows()}, 'f');
    return Nd4j.gemm(rows, w, product, false, true, 1, 0);
  }
}
