package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.UnitMoves;

/**
 * Credits the few weights of a recurrent layer exactly, one by one: a weight from a source s, an
 * input, an output of the time step before or 1, to a gate moves this gate by ε s(t) at every time
 * step,
 *
 * <pre>ĝ = (1/n) Σᵢ Σ_t a_t(i) [y_t(i; moved) − y_t(i)] / ε,</pre>
 *
 * a the credit of the layer's outputs y. Many are moved in one evaluation, of as many copies of the
 * batch.
 */
final class WeightMoves {

  /** Numbers of a time step's gates that are evaluated at once. */
  private static final long AT_ONCE = 1 << 18;

  private final PassLayer layer;
  private final int rows; // time steps times samples
  private final int samples;
  private final int gates;
  private final double size; // of what a move makes of the gates

  private WeightMoves(PassLayer layer, int samples) {
    INDArray z = layer.preActivations();
    this.layer = layer;
    this.samples = samples;
    this.rows = z.rows();
    this.gates = z.columns();
    this.size = UnitMoves.part(layer.outputType()) * Scale.of(z);
  }

  /** The gradient of a recurrent layer. */
  static LayerGradient gradient(PassLayer layer, NetworkPass pass) {
    WeightMoves moves = new WeightMoves(layer, pass.samples());
    List<INDArray> sources = new ArrayList<>(List.of(layer.input(), layer.recurrentInput()));
    if (layer.parameters().size() > sources.size()) {
      sources.add(
          Nd4j.ones(layer.input().dataType(), layer.input().size(0), 1, layer.input().size(2)));
    }
    List<ParameterGradient> gradients = new ArrayList<>();
    for (int k = 0; k < sources.size(); k++) {
      INDArray parameter = layer.parameters().get(k).matrix();
      INDArray gradient = moves.of(sources.get(k)).divi(pass.divisor());
      gradients.add(new ExplicitGradient(parameter, gradient));
    }
    return new LayerGradient(layer, gradients, List.of());
  }

  /**
   * The derivatives of the summed loss by all weights from some sources, {@code [sources, gates]}.
   */
  private INDArray of(INDArray sequences) {
    int count = (int) sequences.size(1);
    double[] sources =
        HostArrays.copy(sequences.permute(0, 2, 1)); // source by source, as rows of z
    double[] derivatives = new double[count * gates]; // 'f' order
    int copies = (int) Math.max(1, AT_ONCE / ((long) samples * gates));
    for (int from = 0; from < derivatives.length; from += copies) {
      evaluate(sources, count, from, Math.min(derivatives.length, from + copies), derivatives);
    }
    return HostArrays.matrix(derivatives, count, sequences.dataType());
  }

  private void evaluate(double[] sources, int count, int from, int to, double[] derivatives) {
    int copies = to - from;
    float[] moves = new float[rows * copies * gates]; // [time, copy, sample, gate]
    double[] sizes = new double[copies];
    for (int k = 0; k < copies; k++) {
      int source = (from + k) % count * rows;
      int gate = (from + k) / count;
      sizes[k] = size / scale(sources, source);
      for (int row = 0; row < rows; row++) {
        int at = row / samples * copies + k;
        moves[(at * samples + row % samples) * gates + gate] =
            (float) (sizes[k] * sources[source + row]);
      }
    }
    INDArray move = Nd4j.create(moves, new long[] {(long) rows * copies, gates}, 'c');
    INDArray typed = move.castTo(layer.preActivations().dataType());
    double[] changes = layer.lossesMoved(typed, copies);
    Release.of(move, typed);
    for (int k = 0; k < copies; k++) {
      derivatives[from + k] = changes[k] / sizes[k];
    }
  }

  /** The root mean square of a source; 1 if it is silent. */
  private double scale(double[] sources, int from) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += sources[from + row] * sources[from + row];
    }
    return sum > 0 ? Math.sqrt(sum / rows) : 1;
  }
}
