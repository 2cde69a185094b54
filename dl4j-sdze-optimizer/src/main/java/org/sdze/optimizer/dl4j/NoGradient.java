package org.sdze.optimizer.dl4j;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;

/**
 * What the layers of an attached network have in place of a gradient: an array that holds nothing,
 * can be cut and reshaped as layers do when they are given one, and answers everything else with a
 * sentence. Without it DL4J's {@code computeGradientAndScore} ends in a NullPointerException
 * (BaseOutputLayer, 1.0.0-M2.1).
 */
final class NoGradient implements InvocationHandler {

  private static final String SENTENCE =
      "an attached network has no gradient, since it is trained from forward passes alone: call"
          + " Sdze.detach(network) first, or score(data) for the loss";

  private final long length;

  private NoGradient(long length) {
    this.length = length;
  }

  /** Gives it to all layers with parameters. */
  static void install(TrainableNetwork network) {
    for (Node node : network.nodes()) {
      Layer layer = node.layer();
      if (layer != null && layer.numParams() > 0 && !LayerParameters.isFrozen(layer)) {
        install(layer);
      }
    }
  }

  private static void install(Layer layer) {
    try {
      layer.setBackpropGradientsViewArray(of(layer.numParams()));
    } catch (IllegalStateException | UnsupportedOperationException refused) {
      // A layer of somebody's own may have no place for a gradient, or look into it: it goes
      // without, and trains all the same.
    }
  }

  private static INDArray of(long length) {
    return (INDArray)
        Proxy.newProxyInstance(
            NoGradient.class.getClassLoader(),
            new Class<?>[] {INDArray.class},
            new NoGradient(length));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "length" -> length;
      case "shape" -> new long[] {length};
      case "reshape", "permute" -> proxy;
      case "get" -> of(lengthOf(arguments));
      case "toString" -> "no gradient";
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> throw new IllegalStateException(SENTENCE);
    };
  }

  /** The length of a part that is cut out of the flat array. */
  private static long lengthOf(Object[] arguments) {
    if (arguments[0] instanceof INDArrayIndex[] indices && indices.length == 1) {
      return indices[0].length();
    }
    throw new IllegalStateException(SENTENCE);
  }
}
