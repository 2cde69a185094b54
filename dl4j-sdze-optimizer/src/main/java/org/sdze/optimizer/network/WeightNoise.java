package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.ConvolutionForward;
import org.sdze.optimizer.forward.DenseForward;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * Credits weights that are used at many places of a sample, by noise on the weights themselves
 * (docs/method.md §4b): every sample has weights of its own, W + ε u vᵀ, and its own loss credits
 * them,
 *
 * <pre>c(i) = [ℓᵢ(z + ε (f(x) u) vᵀ) − ℓᵢ(z)] / ε,    ĝ = (1/n) Σᵢ c(i) u(i) v(i)ᵀ,</pre>
 *
 * with independent signs u and v. Of rank one, its second moments are those of a matrix of
 * independent signs: E (uᵀ G v)² = ‖G‖².
 */
final class WeightNoise {

  private static final DenseForward DENSE = new DenseForward();
  private static final int IMAGES = 4; // dimensions

  private WeightNoise() {}

  /**
   * Whether a layer is credited so: a convolution of images whose weights are fewer than a sample's
   * pre-activations, if these go into no normalization. Along sequences, where the credit of
   * neighbouring places agrees, noise on pre-activations is better (docs/decisions).
   */
  static boolean suits(PassLayer layer, NetworkPass pass) {
    if (!(layer.use() instanceof ConvolutionForward)
        || layer.preActivations().rank() != IMAGES
        || layer.isNormalized()) {
      return false;
    }
    long weights = layer.parameters().stream().mapToLong(each -> each.matrix().length()).sum();
    return weights * pass.samples() < layer.preActivations().length();
  }

  /**
   * The gradient of a layer that this {@link #suits}.
   *
   * @param smoothing the size of what the noise makes of pre-activations, of their root mean square
   */
  static LayerGradient gradient(
      PassLayer layer, NetworkPass pass, double smoothing, int probes, RandomKey key) {
    ConvolutionForward use = (ConvolutionForward) layer.use();
    boolean hasBias = layer.parameters().size() > 1;
    INDArray weights = layer.parameters().get(0).matrix();
    long inputs = weights.rows();
    INDArray z = layer.preActivations();
    int samples = pass.samples();
    long rows = inputs + (hasBias ? 1 : 0);
    long columns = weights.columns();
    INDArray signs =
        Nd4j.createUninitialized(
            DataType.FLOAT, new long[] {rows + columns, (long) probes * samples}, 'f');
    KeyedDraws.rademacher(key, signs);
    INDArray drawn = signs.castTo(z.dataType()).transpose();
    INDArray left = columns(drawn, 0, inputs); // u of all samples and probes
    INDArray biases = hasBias ? columns(drawn, inputs, rows) : null; // its last number
    INDArray right = columns(drawn, rows, rows + columns); // v, and then c v
    double moved = smoothing * Scale.of(z);
    for (int k = 0; k < probes; k++) {
      INDArrayIndex probe = NDArrayIndex.interval((long) k * samples, (k + 1L) * samples);
      INDArray v = right.get(probe, NDArrayIndex.all());
      INDArray places = use.along(layer.input(), left.get(probe, NDArrayIndex.all()), z.shape());
      if (biases != null) {
        places.addiColumnVector(biases.get(probe, NDArrayIndex.all()));
      }
      double size = moved / Scale.of(places);
      INDArray outputs = layer.moved(use.spread(places.muli(size), v, z.shape()));
      v.muliColumnVector(SampleDifferences.of(layer, pass, outputs, size));
      Release.of(places);
      Release.bases(outputs);
    }
    double scale = 1 / (pass.divisor() * probes);
    List<ParameterGradient> gradients = new ArrayList<>();
    gradients.add(new LinearGradient(weights, DENSE, left, right, scale));
    if (biases != null) {
      INDArray bias = DENSE.bias(right.mulColumnVector(biases), scale);
      gradients.add(new ExplicitGradient(layer.parameters().get(1).matrix(), bias));
    }
    return new LayerGradient(layer, gradients, List.of(left, right));
  }

  private static INDArray columns(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
  }
}
