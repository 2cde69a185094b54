package org.sdze.pinn.layer;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;

/** A network of DL4J in which nothing may go backwards: every such method throws. */
@SuppressWarnings("overrides") // of an array by variable arguments, in MultiLayerNetwork itself
final class NoReverseMode extends MultiLayerNetwork {

  private static final long serialVersionUID = 1L;

  NoReverseMode(MultiLayerConfiguration configuration) {
    super(configuration);
  }

  /** What is thrown. */
  static final class ReverseModeError extends AssertionError {
    private static final long serialVersionUID = 1L;

    ReverseModeError() {
      super("reverse mode was used");
    }
  }

  /** tanh that cannot be differentiated backwards. */
  static final class ForwardTanh extends ActivationTanH {
    private static final long serialVersionUID = 1L;

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      throw new ReverseModeError();
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr manager) {
    throw new ReverseModeError();
  }

  @Override
  protected Pair<Gradient, INDArray> calcBackpropGradients(
      INDArray epsilon, boolean withOutputLayer, boolean tbptt, boolean returnInputActGrad) {
    throw new ReverseModeError();
  }

  @Override
  public Pair<Gradient, INDArray> calculateGradients(
      INDArray features, INDArray label, INDArray featuresMask, INDArray labelMask) {
    throw new ReverseModeError();
  }

  @Override
  public void computeGradientAndScore() {
    throw new ReverseModeError();
  }

  @Override
  public void computeGradientAndScore(LayerWorkspaceMgr manager) {
    throw new ReverseModeError();
  }

  @Override
  public Gradient gradient() {
    throw new ReverseModeError();
  }

  @Override
  public Gradient getGradient() {
    throw new ReverseModeError();
  }

  @Override
  public Pair<Gradient, Double> gradientAndScore() {
    throw new ReverseModeError();
  }

  @Override
  public INDArray getFlattenedGradients() {
    throw new ReverseModeError();
  }

  @Override
  public void initGradientsView() {
    throw new ReverseModeError();
  }

  @Override
  public void update(Gradient gradient) {
    throw new ReverseModeError();
  }

  @Override
  public void fit(DataSet data) {
    throw new ReverseModeError();
  }

  /** Whether arrays for gradients were made. */
  boolean hasGradients() {
    return flattenedGradients != null || gradient != null;
  }

  /** The layers. */
  List<Layer> layerList() {
    return List.of(getLayers());
  }
}
