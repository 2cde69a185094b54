package org.sdze.optimizer.dl4j;

import java.util.function.Consumer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.params.CenterLossParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The loss of one output layer, sample by sample and in training mode.
 *
 * <p>For DL4J's plain output and loss layers it is computed from what the layer hands to its loss
 * function; for others it is what they give as scores of examples, which is in test mode.
 */
final class OutputLoss {

  /** Move of an output, relative to 1 + its size, for a loss whose derivative is not known. */
  private static final double MOVE = 1e-2;

  private static final String LOSSES = "org.nd4j.linalg.lossfunctions.impl";
  private static final String ACTIVATIONS = "org.nd4j.linalg.activations.impl";

  private final IOutputLayer layer;
  private final Layer conf;
  private final @Nullable ILossFunction loss;
  private final Rows rows;

  /** How the rows of a loss belong to samples. */
  enum Rows {
    /** Row i is sample i. */
    SAMPLES,
    /** Row t n + i is time step t of sample i. */
    TIME_STEPS,
    /** The rows of a sample stand together. */
    PIXELS,
    /** The layer gives scores of examples. */
    EXAMPLES
  }

  OutputLoss(IOutputLayer layer) {
    this.layer = layer;
    this.conf = layer.conf().getLayer();
    this.rows = rows(conf);
    this.loss = rows == Rows.EXAMPLES ? null : lossOf(conf);
  }

  /** The arrays behind the losses of one pass. */
  record Evaluated(INDArray losses, LossCapture.@Nullable Arguments arguments) {
    /** The same, independent of any workspace. */
    Evaluated detached() {
      return new Evaluated(losses.detach(), arguments == null ? null : arguments.detached());
    }
  }

  /** Whether the loss's derivative by the layer's pre-activations is known row by row. */
  boolean hasCredit() {
    return rows != Rows.EXAMPLES;
  }

  @Nullable ILossFunction lossFunction() {
    return loss;
  }

  /**
   * The losses for the input that the layer holds.
   *
   * @return {@code [n, 1]}
   */
  Evaluated evaluate(INDArray labels, int samples, LayerWorkspaceMgr workspaces) {
    layer.setLabels(labels);
    if (rows == Rows.EXAMPLES || loss == null) {
      INDArray scores = layer.computeScoreForExamples(0, workspaces);
      return new Evaluated(scores.reshape('c', samples, 1), null);
    }
    LossCapture capture = new LossCapture();
    setLoss(conf, capture);
    try {
      layer.computeScore(0, true, workspaces);
    } finally {
      setLoss(conf, loss);
    }
    LossCapture.Arguments arguments = capture.arguments();
    INDArray scores =
        loss.computeScoreArray(
            arguments.labels(), arguments.preOutput(), arguments.activation(), arguments.mask());
    INDArray losses = sum(scores, samples);
    if (conf instanceof CenterLossOutputLayer center) {
      losses = losses.add(distanceToCenters(center));
    }
    return new Evaluated(losses, arguments);
  }

  /** λ/2 |x − c|² with the centre c of the sample's class. */
  private INDArray distanceToCenters(CenterLossOutputLayer center) {
    INDArray centers = layer.getParam(CenterLossParamInitializer.CENTER_KEY);
    INDArray labels = layer.getLabels().castTo(centers.dataType());
    INDArray away = layer.input().sub(labels.mmul(centers));
    return away.muli(away).sum(true, 1).muli(center.getLambda() / 2);
  }

  private INDArray sum(INDArray scores, int samples) {
    long each = scores.length() / samples;
    return switch (rows) {
      case EXAMPLES -> scores.reshape('c', samples, 1);
      // An output layer that gets time steps as rows has several rows a sample as well.
      case SAMPLES, TIME_STEPS -> scores.reshape('f', samples, each).sum(true, 1);
      case PIXELS -> scores.reshape('c', samples, each).sum(true, 1);
    };
  }

  /**
   * The derivative of each row's loss by its pre-activations: the loss's own formula where it is
   * one of ND4J's, two-sided differences of its scores where it is the user's.
   */
  INDArray credit(LossCapture.Arguments arguments) {
    IActivation activation = arguments.activation();
    if (isFrom(loss, LOSSES) && isFrom(activation, ACTIVATIONS)) {
      return loss.computeGradient(
          arguments.labels(), arguments.preOutput().dup(), activation, arguments.mask());
    }
    return differences(arguments);
  }

  private INDArray differences(LossCapture.Arguments arguments) {
    INDArray z = arguments.preOutput();
    INDArray credit = Nd4j.createUninitialized(z.dataType(), z.shape(), 'f');
    double size = MOVE * (1 + z.norm2Number().doubleValue() / Math.sqrt((double) z.length()));
    for (long j = 0; j < z.columns(); j++) {
      INDArray up = moved(arguments, j, size);
      INDArray down = moved(arguments, j, -size);
      credit
          .get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1))
          .assign(up.sub(down).divi(2 * size));
    }
    return credit;
  }

  private INDArray moved(LossCapture.Arguments arguments, long column, double size) {
    INDArray z = arguments.preOutput().dup();
    z.get(NDArrayIndex.all(), NDArrayIndex.interval(column, column + 1)).addi(size);
    return loss.computeScoreArray(arguments.labels(), z, arguments.activation(), arguments.mask())
        .reshape('c', z.rows(), 1);
  }

  private static boolean isFrom(Object object, String name) {
    return object.getClass().getPackageName().equals(name);
  }

  private static Rows rows(Layer conf) {
    Class<?> type = conf.getClass();
    if (type == OutputLayer.class
        || type == LossLayer.class
        || type == CenterLossOutputLayer.class) {
      return Rows.SAMPLES;
    } else if (type == RnnOutputLayer.class || type == RnnLossLayer.class) {
      return Rows.TIME_STEPS;
    } else if (type == CnnLossLayer.class) {
      return Rows.PIXELS;
    }
    return Rows.EXAMPLES;
  }

  private static ILossFunction lossOf(Layer conf) {
    if (conf instanceof BaseOutputLayer output) {
      return output.getLossFn();
    } else if (conf instanceof LossLayer output) {
      return output.getLossFn();
    } else if (conf instanceof RnnLossLayer output) {
      return output.getLossFn();
    }
    return ((CnnLossLayer) conf).getLossFn();
  }

  private static void setLoss(Layer conf, ILossFunction loss) {
    Consumer<ILossFunction> setter;
    if (conf instanceof BaseOutputLayer output) {
      setter = output::setLossFn;
    } else if (conf instanceof LossLayer output) {
      setter = output::setLossFn;
    } else if (conf instanceof RnnLossLayer output) {
      setter = output::setLossFn;
    } else {
      setter = ((CnnLossLayer) conf)::setLossFn;
    }
    setter.accept(loss);
  }
}
