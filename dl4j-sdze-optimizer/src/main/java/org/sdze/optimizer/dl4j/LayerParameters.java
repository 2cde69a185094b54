package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationPReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.sdze.optimizer.forward.ConvolutionForward;
import org.sdze.optimizer.forward.DenseForward;
import org.sdze.optimizer.forward.EmbeddingForward;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.SequenceForward;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.Parameter;

/** What a DL4J layer's configuration says about its parameters. */
final class LayerParameters {

  private static final String WEIGHTS = "_W";

  private LayerParameters() {}

  /** The parameters that are trained, weights first; none for a frozen layer. */
  static List<Parameter> trained(String name, Layer layer) {
    if (isFrozen(layer)) {
      return List.of();
    }
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
      String key = entry.getKey();
      IUpdater updater = conf.getUpdaterByParam(key);
      boolean isStatistic =
          key.equals(BatchNormalizationParamInitializer.GLOBAL_MEAN)
              || key.equals(BatchNormalizationParamInitializer.GLOBAL_VAR)
              || key.equals(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
      if (isStatistic || updater == null || updater instanceof NoOp) {
        continue;
      }
      parameters.add(
          new Parameter(
              name + "_" + key,
              matrix(conf, key, entry.getValue()),
              conf.getRegularizationByParam(key) == null
                  ? List.of()
                  : conf.getRegularizationByParam(key),
              (iteration, epoch) -> conf.getUpdaterByParam(key).getLearningRate(iteration, epoch)));
    }
    parameters.sort(Comparator.comparing(parameter -> !parameter.name().endsWith(WEIGHTS)));
    return parameters;
  }

  /** Whether a layer is wrapped as frozen. */
  static boolean isFrozen(Layer layer) {
    return layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
  }

  /** Whether the first of a layer's trained parameters is its weights. */
  static boolean beginsWithWeights(List<Parameter> parameters) {
    return !parameters.isEmpty() && parameters.get(0).name().endsWith(WEIGHTS);
  }

  /** A parameter as a matrix without a copy. */
  static INDArray matrix(
      org.deeplearning4j.nn.conf.layers.Layer conf, String key, INDArray parameter) {
    long length = parameter.length();
    if (conf instanceof Convolution1DLayer && key.equals("W")) {
      // Its layout is that of [kernel, in, out], whatever its shape says.
      return parameter.reshape('c', length / parameter.size(0), parameter.size(0));
    }
    if (parameter.rank() == 2) {
      boolean isRowMajor =
          parameter.ordering() == 'c' && parameter.rows() > 1 && parameter.columns() > 1;
      return isRowMajor ? parameter.transpose() : parameter;
    }
    if (parameter.rank() < 2) {
      return parameter.reshape('f', 1, length);
    }
    long first = parameter.size(0);
    return parameter.ordering() == 'f'
        ? parameter.reshape('f', first, length / first)
        : parameter.reshape('c', first, length / first).transpose();
  }

  /**
   * How a layer's weights enter its pre-activations; null where they are not known to linearly.
   *
   * @param memory bounds what their gradient is computed in
   */
  static @Nullable LinearUse use(org.deeplearning4j.nn.conf.layers.Layer conf, StepMemory memory) {
    Class<?> type = conf.getClass();
    if (type == DenseLayer.class) {
      return ((DenseLayer) conf).isHasLayerNorm() ? null : new DenseForward();
    } else if (type == OutputLayer.class || type == CenterLossOutputLayer.class) {
      return new DenseForward();
    } else if (type == RnnOutputLayer.class) {
      // Without a data format DL4J 1.0.0-M2.1 evaluates it as with time last.
      return ((RnnOutputLayer) conf).getRnnDataFormat() != RNNFormat.NWC
              && ((RnnOutputLayer) conf).getIDropout() == null
          ? new SequenceForward()
          : null;
    } else if (type == EmbeddingLayer.class) {
      return new EmbeddingForward();
    } else if (type == EmbeddingSequenceLayer.class) {
      return ((EmbeddingSequenceLayer) conf).getOutputFormat() == RNNFormat.NCW
          ? new EmbeddingForward()
          : null;
    } else if (type == ConvolutionLayer.class || type == Convolution2D.class) {
      return convolution((ConvolutionLayer) conf, memory);
    } else if (type == Convolution1DLayer.class || type == Convolution1D.class) {
      return sequenceConvolution((Convolution1DLayer) conf, memory);
    }
    return null;
  }

  private static LinearUse convolution(ConvolutionLayer conf, StepMemory memory) {
    int[] kernel = conf.getKernelSize();
    return new ConvolutionForward(
        kernel[0],
        kernel[1],
        new ConvolutionForward.Window(
            conf.getStride()[0],
            conf.getStride()[1],
            conf.getPadding()[0],
            conf.getPadding()[1],
            conf.getDilation()[0],
            conf.getDilation()[1],
            conf.getConvolutionMode() == ConvolutionMode.Same,
            conf.getCnn2dDataFormat() == CNN2DFormat.NHWC),
        false,
        memory);
  }

  private static @Nullable LinearUse sequenceConvolution(
      Convolution1DLayer conf, StepMemory memory) {
    if (conf.getConvolutionMode() == ConvolutionMode.Causal) {
      return null;
    }
    return new ConvolutionForward(
        conf.getKernelSize()[0],
        1,
        new ConvolutionForward.Window(
            conf.getStride()[0],
            1,
            conf.getPadding()[0],
            0,
            conf.getDilation()[0],
            1,
            conf.getConvolutionMode() == ConvolutionMode.Same,
            conf.getRnnDataFormat() == RNNFormat.NWC),
        true,
        memory);
  }

  /** Whether a pool takes the largest pixels of maps with channels first. */
  static boolean isMaxPool(SubsamplingLayer pool) {
    return pool.getPoolingType() == PoolingType.MAX
        && pool.getCnn2dDataFormat() == CNN2DFormat.NCHW
        && pool.getDilation()[0] == 1
        && pool.getDilation()[1] == 1;
  }

  /** Whether a layer uses its input and its weights as they are. */
  static boolean isPlain(BaseLayer conf) {
    return conf.getIDropout() == null && conf.getWeightNoise() == null;
  }

  /** Whether each of a layer's outputs depends on one pre-activation alone. */
  static boolean isElementwise(Layer layer) {
    return layer.conf().getLayer() instanceof BaseLayer conf
        && isElementwise(conf.getActivationFn());
  }

  /** The same of an activation. */
  static boolean isElementwise(IActivation activation) {
    return !(activation instanceof ActivationSoftmax || activation instanceof ActivationPReLU);
  }

  /** What a layer's configuration does to its gradient. */
  static GradientNormalization normalization(org.deeplearning4j.nn.conf.layers.Layer conf) {
    if (!(conf instanceof BaseLayer layer) || layer.getGradientNormalization() == null) {
      return GradientNormalization.NONE;
    }
    GradientNormalization.Kind kind =
        switch (layer.getGradientNormalization()) {
          case None -> GradientNormalization.Kind.NONE;
          case RenormalizeL2PerLayer -> GradientNormalization.Kind.RENORMALIZE_LAYER;
          case RenormalizeL2PerParamType -> GradientNormalization.Kind.RENORMALIZE_PARAMETER;
          case ClipElementWiseAbsoluteValue -> GradientNormalization.Kind.CLIP_ELEMENTS;
          case ClipL2PerLayer -> GradientNormalization.Kind.CLIP_LAYER;
          case ClipL2PerParamType -> GradientNormalization.Kind.CLIP_PARAMETER;
        };
    return new GradientNormalization(kind, layer.getGradientNormalizationThreshold());
  }
}
