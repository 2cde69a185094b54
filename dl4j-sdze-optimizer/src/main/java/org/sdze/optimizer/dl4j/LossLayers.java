package org.sdze.optimizer.dl4j;

import java.util.function.Consumer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.sdze.optimizer.dl4j.LossCapture.Arguments;
import org.sdze.optimizer.forward.DenseForward;

/** What DL4J's kinds of output and loss layers hand to their loss. */
final class LossLayers {

  private LossLayers() {}

  /** How the rows of a loss belong to samples. */
  enum Rows {
    /** Row i is sample i. */
    SAMPLES,
    /** Row t n + i is time step t of sample i. */
    TIME_STEPS,
    /** The rows of a sample stand together. */
    PIXELS,
    /** The layer gives scores of examples. */
    EXAMPLES,
    /** There is a loss of the whole batch alone. */
    BATCH
  }

  static Rows rows(Layer conf) {
    Class<?> type = conf.getClass();
    if (type == OutputLayer.class
        || type == LossLayer.class
        || type == CenterLossOutputLayer.class) {
      return Rows.SAMPLES;
    } else if (type == RnnOutputLayer.class || type == RnnLossLayer.class) {
      return Rows.TIME_STEPS;
    } else if (type == CnnLossLayer.class || type == Cnn3DLossLayer.class) {
      return Rows.PIXELS;
    } else if (conf instanceof SameDiffOutputLayer || conf instanceof OCNNOutputLayer) {
      return Rows.BATCH;
    }
    return Rows.EXAMPLES;
  }

  /** The loss that a layer is configured with; null for a layer that has its own. */
  static @Nullable ILossFunction loss(Layer conf) {
    if (conf instanceof BaseOutputLayer output) {
      return output.getLossFn();
    } else if (conf instanceof LossLayer output) {
      return output.getLossFn();
    } else if (conf instanceof RnnLossLayer output) {
      return output.getLossFn();
    } else if (conf instanceof CnnLossLayer output) {
      return output.getLossFn();
    }
    return conf instanceof Cnn3DLossLayer output ? output.getLossFn() : null;
  }

  /**
   * What a layer hands to its loss for the input and labels that it holds, in training mode.
   *
   * @param loss the layer's
   */
  static Arguments arguments(IOutputLayer layer, ILossFunction loss, LayerWorkspaceMgr workspaces) {
    Layer conf = layer.conf().getLayer();
    // Where channels come last, DL4J 1.0.0-M2.1 has the gradient right and the score wrong: that of
    // maps runs over another dimension, that of sequences takes the input for the labels.
    if (conf instanceof CnnLossLayer maps && maps.getFormat() == CNN2DFormat.NHWC) {
      return maps(layer, maps, workspaces);
    }
    if (conf instanceof RnnLossLayer steps && steps.getRnnDataFormat() == RNNFormat.NWC) {
      return steps(layer, steps, workspaces);
    }
    Arguments own = conf.getClass() == OutputLayer.class ? rows(layer, (OutputLayer) conf) : null;
    if (own != null) {
      return own;
    }
    LossCapture capture = new LossCapture();
    setLoss(conf, capture);
    try {
      layer.computeScore(0, true, workspaces);
    } finally {
      setLoss(conf, loss);
    }
    return capture.arguments();
  }

  /** Of rows, by a product of our own; null where DL4J must do more than that, or refuses. */
  private static @Nullable Arguments rows(IOutputLayer layer, OutputLayer conf) {
    INDArray input = layer.input();
    INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    DenseForward use = new DenseForward();
    if (!LayerParameters.isPlain(conf)
        || layer.getMaskArray() != null
        || layer.getLabels() == null
        || input == null
        || !use.fits(input, weights)) {
      return null;
    }
    INDArray bias = conf.hasBias() ? layer.getParam(DefaultParamInitializer.BIAS_KEY) : null;
    INDArray rows = input.castTo(weights.dataType());
    return new Arguments(
        layer.getLabels(), use.values(rows, weights, bias), conf.getActivationFn(), null);
  }

  private static Arguments maps(
      IOutputLayer layer, CnnLossLayer conf, LayerWorkspaceMgr workspaces) {
    ArrayType type = ArrayType.FF_WORKING_MEM;
    CNN2DFormat format = conf.getFormat();
    INDArray input = layer.input();
    return new Arguments(
        ConvolutionUtils.reshape4dTo2d(layer.getLabels(), format, workspaces, type),
        ConvolutionUtils.reshape4dTo2d(input, format, workspaces, type).dup(),
        conf.getActivationFn(),
        ConvolutionUtils.reshapeMaskIfRequired(
            layer.getMaskArray(), input, format, workspaces, type));
  }

  private static Arguments steps(
      IOutputLayer layer, RnnLossLayer conf, LayerWorkspaceMgr workspaces) {
    ArrayType type = ArrayType.FF_WORKING_MEM;
    INDArray mask = layer.getMaskArray();
    INDArray rows = null;
    if (mask != null) {
      rows =
          mask.rank() == 3
              ? TimeSeriesUtils.reshape3dTo2d(mask.permute(0, 2, 1), workspaces, type)
              : TimeSeriesUtils.reshapeTimeSeriesMaskToVector(mask, workspaces, type);
    }
    return new Arguments(
        TimeSeriesUtils.reshape3dTo2d(layer.getLabels().permute(0, 2, 1), workspaces, type),
        TimeSeriesUtils.reshape3dTo2d(layer.input().permute(0, 2, 1), workspaces, type).dup(),
        conf.getActivationFn(),
        rows);
  }

  private static void setLoss(Layer conf, ILossFunction loss) {
    Consumer<ILossFunction> setter;
    if (conf instanceof BaseOutputLayer output) {
      setter = output::setLossFn;
    } else if (conf instanceof LossLayer output) {
      setter = output::setLossFn;
    } else if (conf instanceof RnnLossLayer output) {
      setter = output::setLossFn;
    } else if (conf instanceof CnnLossLayer output) {
      setter = output::setLossFn;
    } else {
      setter = ((Cnn3DLossLayer) conf)::setLossFn;
    }
    setter.accept(loss);
  }
}
