package org.sdze.optimizer.dl4j;

import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.text.Text;

/**
 * The gates of a recurrent layer, seen and moved during DL4J's own evaluation of it,
 *
 * <pre>z_t = x_t W + h_{t−1} R + b,</pre>
 *
 * by standing in for the functions that DL4J applies to z_t in place: that of a {@code SimpleRnn}
 * once a time step; those of an {@code LSTM} to its gates input, forget, modulation and output in
 * this order, and then once to the cell's state (LSTMHelpers, 1.0.0-M2.1). So it is DL4J's forward
 * pass, masks included, with or without moves of z.
 */
final class RecurrentGates {

  private static final int LSTM_GATES = 4;
  private static final String WEIGHTS = "W";

  private final BaseRecurrentLayer conf;
  private final long samples;
  private final long steps;
  private final long width;
  private final @Nullable INDArray mask;
  private final @Nullable INDArray move;
  private final @Nullable INDArray preActivations;
  private final @Nullable INDArray before;
  private long step;

  private RecurrentGates(Layer layer, @Nullable INDArray move) {
    this.conf = (BaseRecurrentLayer) layer.conf().getLayer();
    this.samples = layer.input().size(0);
    this.steps = layer.input().size(2);
    this.width = conf.getNOut();
    this.mask = layer.getMaskArray();
    this.move = move;
    boolean isSeen = move == null;
    DataType type = layer.getParam(WEIGHTS).dataType(); // DL4J casts the input to it
    long columns = width * (conf instanceof LSTM ? LSTM_GATES : 1);
    this.preActivations =
        isSeen ? Nd4j.createUninitialized(type, new long[] {steps * samples, columns}, 'c') : null;
    this.before = isSeen ? Nd4j.zeros(type, samples, width, steps).dup('f') : null;
  }

  /**
   * What was seen.
   *
   * @param outputs of the layer
   * @param preActivations z, {@code [time · batch, gates · out]} with row t · batch + i for time
   *     step t of sample i; an LSTM's columns as in its weights: input, forget, output, modulation
   * @param before h_{t−1}, {@code [batch, out, time]}
   */
  record Seen(INDArray outputs, INDArray preActivations, INDArray before) {}

  /** Whether the gates of a layer, or of what it takes the last time step of, can be seen. */
  static boolean areKnown(Layer layer) {
    Class<?> type = layer.getClass();
    boolean isPlain =
        type == org.deeplearning4j.nn.layers.recurrent.LSTM.class
            || type == org.deeplearning4j.nn.layers.recurrent.SimpleRnn.class;
    boolean isLast = layer instanceof LastTimeStepLayer last && areKnown(last.getUnderlying());
    return (isPlain && isKnown(layer.conf().getLayer())) || isLast;
  }

  private static boolean isKnown(org.deeplearning4j.nn.conf.layers.Layer conf) {
    return conf instanceof BaseRecurrentLayer recurrent
        && recurrent.getRnnDataFormat() == RNNFormat.NCW
        && !(conf instanceof SimpleRnn simple && simple.hasLayerNorm());
  }

  /**
   * Evaluates a layer and keeps what its gates are applied to.
   *
   * @param layer holds its input
   */
  static Seen see(Layer layer, Supplier<INDArray> evaluation) {
    RecurrentGates gates = detached(layer, null);
    INDArray outputs = gates.during(evaluation);
    return new Seen(outputs, gates.preActivations, gates.before);
  }

  /**
   * The outputs of a layer whose gates move.
   *
   * @param layer holds its input
   * @param move of the shape of its pre-activations
   */
  static INDArray moved(Layer layer, INDArray move, Supplier<INDArray> evaluation) {
    return detached(layer, move).during(evaluation);
  }

  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  private static RecurrentGates detached(Layer layer, @Nullable INDArray move) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return new RecurrentGates(layer, move);
    }
  }

  private INDArray during(Supplier<INDArray> evaluation) {
    IActivation activation = conf.getActivationFn();
    if (conf instanceof LSTM lstm) {
      IActivation gate = lstm.getGateActivationFn();
      OfGates gates = new OfGates(gate);
      lstm.setActivationFn(new OfCell(activation, gates));
      lstm.setGateActivationFn(gates);
      try {
        return whole(evaluation.get());
      } finally {
        lstm.setActivationFn(activation);
        lstm.setGateActivationFn(gate);
      }
    }
    conf.setActivationFn(new OfUnits(activation));
    try {
      return whole(evaluation.get());
    } finally {
      conf.setActivationFn(activation);
    }
  }

  private INDArray whole(INDArray outputs) {
    if (step != steps) {
      throw new IllegalStateException(
          Text.format(
              "layer \"%s\" applied its gates in %d of %d time steps",
              conf.getLayerName(), step, steps));
    }
    return outputs;
  }

  /** Sees or moves one gate's pre-activations, {@code [batch, out]}, in place. */
  private void pass(INDArray z, int gate) {
    INDArrayIndex rows = NDArrayIndex.interval(step * samples, (step + 1) * samples);
    INDArrayIndex columns = NDArrayIndex.interval(gate * width, (gate + 1) * width);
    if (move != null) {
      z.addi(move.get(rows, columns));
    }
    if (preActivations != null) {
      preActivations.get(rows, columns).assign(z);
    }
  }

  /**
   * Ends a time step.
   *
   * @param h what the layer gives at it, {@code [batch, out]}, but for factor and mask
   * @param factor the output gate of an LSTM; null for 1
   */
  private void end(INDArray h, @Nullable INDArray factor) {
    if (before != null && step + 1 < steps) {
      INDArray next =
          before.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step + 1));
      next.assign(h);
      if (factor != null) {
        next.muli(factor);
      }
      if (mask != null) {
        next.muliColumnVector(mask.getColumn(step, true).castTo(next.dataType()));
      }
    }
    step++;
  }

  /** A function that DL4J applies in place. */
  @SuppressWarnings("serial") // never part of a configuration that is saved
  private abstract static class StandIn implements IActivation {
    final IActivation activation;

    StandIn(IActivation activation) {
      this.activation = activation;
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      throw new UnsupportedOperationException("nothing is propagated back");
    }

    @Override
    public int numParams(int inputSize) {
      return activation.numParams(inputSize);
    }
  }

  /** The function of a simple recurrent layer. */
  @SuppressWarnings("serial")
  private final class OfUnits extends StandIn {
    OfUnits(IActivation activation) {
      super(activation);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      pass(in, 0);
      INDArray h = activation.getActivation(in, training);
      end(h, null);
      return h;
    }
  }

  /** The function of an LSTM's gates: forget, modulation, output. */
  @SuppressWarnings("serial")
  private final class OfGates extends StandIn {
    private int calls;
    private @Nullable INDArray output;

    OfGates(IActivation activation) {
      super(activation);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      int gate = calls % 3 == 0 ? 1 : calls % 3 == 1 ? 3 : 2;
      calls++;
      pass(in, gate);
      INDArray result = activation.getActivation(in, training);
      output = result;
      return result;
    }
  }

  /** The function of an LSTM's input, and of its cell. */
  @SuppressWarnings("serial")
  private final class OfCell extends StandIn {
    private final OfGates gates;
    private boolean isCell;

    OfCell(IActivation activation, OfGates gates) {
      super(activation);
      this.gates = gates;
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      if (!isCell) {
        pass(in, 0);
      }
      INDArray result = activation.getActivation(in, training);
      if (isCell) {
        end(result, gates.output);
      }
      isCell = !isCell;
      return result;
    }
  }
}
