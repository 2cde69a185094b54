package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.params.CenterLossParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.LossCapture.Arguments;
import org.sdze.optimizer.dl4j.LossLayers.Rows;
import org.sdze.optimizer.network.OutputDifferences;
import org.sdze.optimizer.text.Text;

/**
 * The loss of one output layer, sample by sample and in training mode.
 *
 * <p>For DL4J's plain output and loss layers it is computed from what the layer hands to its loss
 * function, in the scale of the score that DL4J minimises ({@link LossAgreement}); for others it is
 * what they give as scores of examples, which is in test mode. Of a loss that is no sum over
 * samples each gets an equal part.
 */
final class OutputLoss {

  /** How far the sum of the scores of examples may be from the score. */
  private static final double SAME = 1e-3;

  private final String name;
  private final IOutputLayer layer;
  private final Layer conf;
  private final long width;
  private final @Nullable ILossFunction loss;
  private final Rows rows;
  private final Map<LossAgreement.Mask, Optional<LossAgreement>> expected =
      new EnumMap<>(LossAgreement.Mask.class);

  /**
   * The loss of a layer.
   *
   * @param name of its node
   * @param width of its outputs, as far as known
   */
  OutputLoss(String name, IOutputLayer layer, long width) {
    this.name = name;
    this.layer = layer;
    this.conf = layer.conf().getLayer();
    this.width = width;
    Rows kind = LossLayers.rows(conf);
    this.loss = kind == Rows.EXAMPLES ? null : LossLayers.loss(conf);
    boolean isSum =
        kind == Rows.BATCH
            || kind == Rows.EXAMPLES
            || expected(LossAgreement.Mask.NONE).map(LossAgreement::isSum).orElse(true);
    this.rows = isSum ? kind : Rows.BATCH;
  }

  private Optional<LossAgreement> expected(LossAgreement.Mask mask) {
    return expected.computeIfAbsent(
        mask,
        each ->
            Optional.ofNullable(
                LossAgreement.expected(
                    loss, ((BaseLayer) conf).getActivationFn(), width, dataType(), each)));
  }

  /**
   * What the loss of one pass is made of.
   *
   * @param losses {@code [n, 1]}
   * @param arguments null where the loss's derivative is not known row by row, as is the agreement
   */
  record Evaluated(
      INDArray losses, @Nullable Arguments arguments, @Nullable LossAgreement agreement) {
    /** The same, independent of any workspace. */
    Evaluated detached() {
      return new Evaluated(
          losses.detach(), arguments == null ? null : arguments.detached(), agreement);
    }
  }

  /** Whether the loss's derivative by the layer's pre-activations is known row by row. */
  boolean hasCredit() {
    return rows != Rows.EXAMPLES && rows != Rows.BATCH;
  }

  /** Whether a sample has a loss of its own. */
  boolean isSum() {
    return rows != Rows.BATCH;
  }

  /**
   * The losses for the input that the layer holds.
   *
   * @param labels null where the layer needs none
   * @throws IllegalArgumentException if the loss does not take these labels, or the layer's scores
   *     of examples are no parts of its score
   */
  Evaluated evaluate(@Nullable INDArray labels, int samples, LayerWorkspaceMgr workspaces) {
    if (labels != null && labels.size(0) != samples) {
      throw new IllegalArgumentException(labelsAndSamples(labels, samples));
    }
    layer.setLabels(labels);
    if (rows == Rows.BATCH) {
      return new Evaluated(batch(samples, workspaces), null, null);
    }
    if (rows == Rows.EXAMPLES) {
      INDArray scores = asking(samples, () -> examples(samples, workspaces));
      requireParts(scores, asking(samples, () -> layer.computeScore(0, false, workspaces)));
      return new Evaluated(scores, null, null);
    }
    Arguments arguments = asking(samples, () -> LossLayers.arguments(layer, loss, workspaces));
    LossAgreement agreement =
        expected(LossAgreement.Mask.of(arguments.mask()))
            .filter(LossAgreement::isSum)
            .orElseGet(() -> asking(samples, () -> LossAgreement.measured(loss, arguments)));
    if (!agreement.isSum()) {
      throw Argument.refused(
          "layer \"%s\" has the loss %s, whose scores of examples are no parts of its score on this batch: computeScoreArray must give one number a sample, and computeScore their sum",
          name, loss.getClass().getSimpleName());
    }
    return new Evaluated(losses(arguments, agreement, samples), arguments, agreement);
  }

  /**
   * The losses for another input and the same labels.
   *
   * @param before of the same pass
   */
  INDArray evaluateAgain(
      Evaluated before, @Nullable INDArray labels, int samples, LayerWorkspaceMgr workspaces) {
    layer.setLabels(labels);
    if (rows == Rows.BATCH) {
      return batch(samples, workspaces);
    }
    if (rows == Rows.EXAMPLES) {
      return examples(samples, workspaces);
    }
    return losses(LossLayers.arguments(layer, loss, workspaces), before.agreement(), samples);
  }

  private INDArray losses(Arguments arguments, LossAgreement agreement, int samples) {
    INDArray losses = asking(samples, () -> sum(LossAgreement.rowScores(loss, arguments), samples));
    if (agreement.factor() != 1) {
      losses.muli(agreement.factor());
    }
    return conf instanceof CenterLossOutputLayer center
        ? losses.add(distanceToCenters(center))
        : losses;
  }

  private INDArray batch(int samples, LayerWorkspaceMgr workspaces) {
    double score =
        asking(
            samples,
            () -> {
              if (loss == null) { // a SameDiffOutputLayer, which divides by the samples always
                return samples * layer.computeScore(0, true, workspaces);
              }
              double sum = LossAgreement.score(loss, LossLayers.arguments(layer, loss, workspaces));
              return conf instanceof CenterLossOutputLayer center
                  ? sum + distanceToCenters(center).sumNumber().doubleValue()
                  : sum;
            });
    return Nd4j.valueArrayOf(new long[] {samples, 1}, score / samples, dataType());
  }

  private DataType dataType() {
    return layer.conf().getDataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  private INDArray examples(int samples, LayerWorkspaceMgr workspaces) {
    if (conf.getClass() != Yolo2OutputLayer.class) {
      return layer.computeScoreForExamples(0, workspaces).reshape('c', samples, 1);
    }
    // In its scores of examples DL4J 1.0.0-M2.1 multiplies by this number twice, in its score once.
    Yolo2OutputLayer boxes = (Yolo2OutputLayer) conf;
    double weight = boxes.getLambdaNoObj();
    boxes.setLambdaNoObj(Math.sqrt(weight));
    try {
      return layer.computeScoreForExamples(0, workspaces).reshape('c', samples, 1);
    } finally {
      boxes.setLambdaNoObj(weight);
    }
  }

  private void requireParts(INDArray examples, double score) {
    boolean isDivided = !(layer instanceof BaseOutputLayer) || layer.conf().isMiniBatch();
    double total = isDivided ? score * examples.length() : score;
    double sum = examples.sumNumber().doubleValue();
    double size = examples.norm1Number().doubleValue() + Math.abs(total);
    if (Double.isFinite(size) && Math.abs(sum - total) > SAME * size) {
      throw Argument.refused(
          "layer \"%s\" is a %s, whose scores of examples add up to %s while its score is that of a sum of %s: only where they agree can it be trained",
          name, conf.getClass().getSimpleName(), sum, total);
    }
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
    // An output layer that gets time steps as rows has several rows a sample as well.
    return rows == Rows.PIXELS
        ? scores.reshape('c', samples, each).sum(true, 1)
        : scores.reshape('f', samples, each).sum(true, 1);
  }

  /**
   * The derivative of each row's loss by its pre-activations: the loss's own formula where that is
   * the derivative of its score, two-sided differences of the scores of rows elsewhere.
   */
  INDArray credit(Evaluated evaluated) {
    Arguments arguments = evaluated.arguments();
    LossAgreement agreement = evaluated.agreement();
    if (arguments == null || agreement == null) {
      throw new IllegalStateException(Text.format("output \"%s\" has no credit of its own", name));
    }
    boolean isMaskedBefore =
        layer instanceof BaseOutputLayer
            || LossAgreement.Mask.of(arguments.mask()) != LossAgreement.Mask.OUTPUTS;
    return agreement.hasFormula() && isMaskedBefore
        ? loss.computeGradient(
            arguments.labels(),
            arguments.preOutput().dup(),
            arguments.activation(),
            arguments.mask())
        : differences(arguments, agreement.factor());
  }

  private INDArray differences(Arguments arguments, double factor) {
    INDArray credit =
        OutputDifferences.of(arguments.preOutput(), z -> rowScores(arguments, z), factor);
    // What DL4J masks before the loss sees it moves nothing.
    return layer instanceof BaseOutputLayer
        ? LossAgreement.masked(credit, arguments.mask())
        : credit;
  }

  private INDArray rowScores(Arguments arguments, INDArray z) {
    return LossAgreement.rowScores(
        loss, new Arguments(arguments.labels(), z, arguments.activation(), arguments.mask()));
  }

  /** Evaluates code of DL4J or of a user, and says of what if it fails. */
  private <T> T asking(int samples, Supplier<T> evaluation) {
    try {
      return evaluation.get();
    } catch (RuntimeException e) {
      INDArray labels = layer.getLabels();
      String what =
          loss == null ? conf.getClass().getSimpleName() : loss.getClass().getSimpleName();
      String given =
          labels == null
              ? Text.format("output \"%s\" got no labels", name)
              : labelsAndSamples(labels, samples);
      throw new IllegalArgumentException(Text.format("%s; %s says: %s", given, what, e), e);
    }
  }

  private String labelsAndSamples(INDArray labels, int samples) {
    return Text.format(
        "output \"%s\" got labels of shape %s, but there are %d samples%s",
        name,
        Arrays.toString(labels.shape()),
        samples,
        conf.getClass() == OutputLayer.class ? Text.format(" and it has %d outputs", width) : "");
  }
}
