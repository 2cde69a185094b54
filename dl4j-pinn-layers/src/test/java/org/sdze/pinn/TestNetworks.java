package org.sdze.pinn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * Networks for tests, drawn from a key, and the same networks in plain Java over Hipparchus's
 * derivative structures.
 */
public final class TestNetworks {

  private TestNetworks() {}

  /** Independent standard normal numbers. */
  public static INDArray gaussian(RandomKey key, DataType type, long rows, long columns) {
    INDArray matrix = Nd4j.createUninitialized(type, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(key, matrix);
    return matrix;
  }

  /**
   * A network with weights of variance 1/inputs and biases of deviation ½.
   *
   * @param inputScale s, by which the first layer's weights are multiplied
   * @param widths d and the widths of the hidden layers; the output of width 1 is added
   */
  public static DenseNetwork create(
      DataType type, Activation activation, double inputScale, RandomKey key, int... widths) {
    return withOutputs(1, type, activation, inputScale, key, widths);
  }

  /** The same with m outputs. */
  public static DenseNetwork withOutputs(
      int outputs,
      DataType type,
      Activation activation,
      double inputScale,
      RandomKey key,
      int... widths) {
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k < widths.length; k++) {
      boolean output = k + 1 == widths.length;
      int out = output ? outputs : widths[k + 1];
      double scale = (k == 0 ? inputScale : 1) / Math.sqrt(widths[k]);
      layers.add(
          new DenseLayer(
              "layer" + k,
              gaussian(key.index(2L * k), type, widths[k], out).muli(scale),
              gaussian(key.index(2L * k + 1), type, 1, out).muli(0.5),
              output ? Activation.IDENTITY : activation));
    }
    return new DenseNetwork(layers, inputScale);
  }

  /** d, then {@code depth} times the width. */
  public static int[] widths(int dimension, int width, int depth) {
    return IntStream.concat(IntStream.of(dimension), IntStream.generate(() -> width).limit(depth))
        .toArray();
  }

  /** σ(z) by its definition. */
  public static <T extends CalculusFieldElement<T>> T activate(Activation activation, T z) {
    return switch (activation) {
      case TANH -> z.tanh();
      case SINE -> z.sin();
      case SOFTPLUS -> z.exp().add(1).log();
      case SIGMOID -> logistic(z);
      case SWISH -> z.multiply(logistic(z));
      case GELU -> z.multiply(logistic(z.multiply(1.702f)));
      case CUBE -> z.multiply(z).multiply(z);
      case IDENTITY -> z;
    };
  }

  private static <T extends CalculusFieldElement<T>> T logistic(T z) {
    return z.negate().exp().add(1).reciprocal();
  }

  /**
   * The derivatives of a network to order 2 at one point.
   *
   * @param value N
   * @param gradient ∇N
   * @param hessian D²N
   */
  @SuppressWarnings("ArrayRecordComponent") // read by tests, never compared
  public record Derivatives(double value, double[] gradient, double[][] hessian) {

    /** x·∇N. */
    public double along(double[] x) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i] * gradient[i];
      }
      return sum;
    }

    /** ΔN. */
    public double laplacian() {
      double sum = 0;
      for (int i = 0; i < hessian.length; i++) {
        sum += hessian[i][i];
      }
      return sum;
    }

    /** ‖∇N‖². */
    public double squaredGradientNorm() {
      return along(gradient);
    }
  }

  /** N and its derivatives at x, by derivative structures. */
  public static Derivatives derivatives(DenseNetwork network, double[] x) {
    return derivatives(network, x, (point, n) -> n);
  }

  /**
   * A function of a point and N there, and its derivatives at x.
   *
   * @param trial u from x and N(x)
   */
  public static Derivatives derivatives(
      DenseNetwork network,
      double[] x,
      BiFunction<DerivativeStructure[], DerivativeStructure, DerivativeStructure> trial) {
    int d = x.length;
    DSFactory factory = new DSFactory(d, 2);
    DerivativeStructure[] y = new DerivativeStructure[d];
    for (int i = 0; i < d; i++) {
      y[i] = factory.variable(i, x[i]);
    }
    DerivativeStructure[] point = y;
    List<DerivativeStructure[]> outputs = new ArrayList<>();
    for (DenseLayer layer : network.layers()) {
      y = input(network, outputs, point);
      double[][] w = HostArrays.rows(layer.weights());
      double[] b = HostArrays.copy(layer.bias());
      DerivativeStructure[] next = new DerivativeStructure[b.length];
      for (int j = 0; j < b.length; j++) {
        DerivativeStructure z = factory.constant(b[j]);
        for (int i = 0; i < y.length; i++) {
          z = z.add(y[i].multiply(w[i][j]));
        }
        next[j] = activate(layer.activation(), z);
      }
      outputs.add(next);
      y = next;
    }
    DerivativeStructure u = trial.apply(point, y[0]);
    double[] gradient = new double[d];
    double[][] hessian = new double[d][d];
    for (int i = 0; i < d; i++) {
      int[] orders = new int[d];
      orders[i]++;
      gradient[i] = u.getPartialDerivative(orders);
      for (int j = 0; j < d; j++) {
        orders[j]++;
        hessian[i][j] = u.getPartialDerivative(orders);
        orders[j]--;
      }
    }
    return new Derivatives(u.getValue(), gradient, hessian);
  }

  /** What enters the next layer. */
  private static DerivativeStructure[] input(
      DenseNetwork network, List<DerivativeStructure[]> outputs, DerivativeStructure[] point) {
    int k = outputs.size();
    if (network.feeds(k).isEmpty()) {
      return point;
    }
    DerivativeStructure[] sum =
        new DerivativeStructure[Math.toIntExact(network.layers().get(k).inputs())];
    Arrays.fill(sum, point[0].getField().getZero());
    for (Feed feed : network.feeds(k)) {
      DerivativeStructure[] output = outputs.get(feed.source());
      for (int i = 0; i < output.length; i++) {
        sum[feed.from() + i] = sum[feed.from() + i].add(output[i]);
      }
    }
    return sum;
  }

  /** Copies of all parameters. */
  public static List<INDArray> copy(DenseNetwork network) {
    return network.parameters().stream().map(parameter -> parameter.dup('f')).toList();
  }

  /** The raw bits of all parameters of a network in single precision. */
  public static long[] bits(DenseNetwork network) {
    return network.parameters().stream()
        .flatMapToLong(
            parameter -> {
              float[] numbers = parameter.dup('f').data().asFloat();
              return IntStream.range(0, numbers.length)
                  .mapToLong(i -> Float.floatToRawIntBits(numbers[i]));
            })
        .toArray();
  }

  /** ‖a − b‖ / ‖b‖. */
  public static double relativeDifference(INDArray a, INDArray b) {
    return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
  }

  /** The mean of some numbers. */
  public static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  /** The slope of the line of least squares through (log x, log y). */
  public static double logLogSlope(double[] x, double[] y) {
    double mx = Arrays.stream(x).map(Math::log).average().orElseThrow();
    double my = Arrays.stream(y).map(Math::log).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
      xx += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
    }
    return xy / xx;
  }
}
