package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

  private final PassLayer layer;
  private final NetworkPass pass;
  private final ConvolutionForward use;
  private final long inputs; // of the weights
  private final boolean hasBias;

  private WeightNoise(PassLayer layer, NetworkPass pass, ConvolutionForward use) {
    this.layer = layer;
    this.pass = pass;
    this.use = use;
    this.inputs = layer.parameters().get(0).matrix().rows();
    this.hasBias = layer.parameters().size() > 1;
  }

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
    return new WeightNoise(layer, pass, (ConvolutionForward) layer.use())
        .gradient(smoothing, probes, key);
  }

  private LayerGradient gradient(double smoothing, int probes, RandomKey key) {
    INDArray z = layer.preActivations();
    int samples = pass.samples();
    long rows = inputs + (hasBias ? 1 : 0);
    long columns = layer.parameters().get(0).matrix().columns();
    INDArray signs =
        Nd4j.createUninitialized(
            DataType.FLOAT, new long[] {rows + columns, (long) probes * samples}, 'f');
    KeyedDraws.rademacher(key, signs);
    INDArray drawn = signs.castTo(z.dataType()).transpose();
    INDArray left = part(drawn, 0, rows); // u of all samples and probes
    INDArray right = part(drawn, rows, rows + columns); // v, and then c v
    double moved = smoothing * Scale.of(z);
    for (int k = 0; k < probes; k++) {
      long from = (long) k * samples;
      INDArray u = left.get(NDArrayIndex.interval(from, from + samples), NDArrayIndex.all());
      INDArray v = right.get(NDArrayIndex.interval(from, from + samples), NDArrayIndex.all());
      INDArray places = places(u, z.shape());
      double size = moved / Scale.of(places);
      INDArray outputs = layer.moved(use.spread(places.muli(size), v, z.shape()));
      INDArray difference = layer.lossesWith(outputs).sub(pass.losses()).divi(size);
      v.muliColumnVector(difference);
      Release.of(places);
      Release.bases(outputs);
    }
    return new LayerGradient(
        layer, gradients(left, right, 1 / (pass.divisor() * probes)), List.of(left, right));
  }

  /** What every sample's own u makes of its pre-activations, {@code [n, places]}. */
  private INDArray places(INDArray u, long[] shape) {
    INDArray places = use.along(layer.input(), part(u, 0, inputs), shape);
    return hasBias ? places.addiColumnVector(part(u, inputs, inputs + 1)) : places;
  }

  private List<ParameterGradient> gradients(INDArray left, INDArray right, double scale) {
    List<ParameterGradient> gradients = new ArrayList<>();
    INDArray weights = layer.parameters().get(0).matrix();
    gradients.add(new LinearGradient(weights, DENSE, part(left, 0, inputs), right, scale));
    if (hasBias) {
      INDArray credited = right.mulColumnVector(part(left, inputs, inputs + 1));
      gradients.add(
          new ExplicitGradient(layer.parameters().get(1).matrix(), DENSE.bias(credited, scale)));
    }
    return gradients;
  }

  private static INDArray part(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
  }
}
