package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossKLD;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMAPE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossMSLE;
import org.nd4j.linalg.lossfunctions.impl.LossMixtureDensity;
import org.nd4j.linalg.lossfunctions.impl.LossMultiLabel;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossPoisson;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSquaredHinge;
import org.nd4j.linalg.lossfunctions.impl.LossWasserstein;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/**
 * Every loss of ND4J, and losses of a user's own that say different things of themselves, trains
 * with the gradient of its score: with several outputs, weights of outputs and masks.
 */
class LossFunctionsTest {

  private static final int SAMPLES = 12;
  private static final int INPUTS = 4;

  private static final List<LayerCredit> BY_SAMPLE =
      List.of(LayerCredit.NOISE, LayerCredit.UNITS, LayerCredit.UNITS, LayerCredit.OUTPUT);
  private static final List<LayerCredit> BY_BATCH = Collections.nCopies(4, LayerCredit.SUBSPACE);

  /** Three dense layers and an output layer with a loss. */
  record Case(
      ILossFunction loss,
      Activation activation,
      int outputs,
      INDArray labels,
      @Nullable INDArray mask,
      DataType type,
      List<LayerCredit> credits) {

    Case(ILossFunction loss, Activation activation, int outputs, INDArray labels) {
      this(loss, activation, outputs, labels, null, DataType.DOUBLE, BY_SAMPLE);
    }

    Case masked(INDArray by) {
      return new Case(loss, activation, outputs, labels, by, type, credits);
    }

    Case in(DataType other) {
      return new Case(loss, activation, outputs, labels, mask, other, credits);
    }

    Case by(List<LayerCredit> other) {
      return new Case(loss, activation, outputs, labels, mask, type, other);
    }

    @Override
    public String toString() {
      String masked = mask == null ? "" : mask.columns() == 1 ? ", samples" : ", outputs";
      return loss + ", " + activation + masked + (mask == null ? "" : " masked");
    }

    MultiLayerNetwork network() {
      return UntouchedGlobals.puttingBack(
          () -> {
            MultiLayerNetwork network =
                new MultiLayerNetwork(
                    new NeuralNetConfiguration.Builder()
                        .seed(3)
                        .dataType(type)
                        .updater(SampleNetwork.plain(1))
                        .activation(Activation.TANH)
                        .list()
                        .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(3).build())
                        .layer(new DenseLayer.Builder().nIn(3).nOut(3).build())
                        .layer(new DenseLayer.Builder().nIn(3).nOut(3).build())
                        .layer(
                            new OutputLayer.Builder(loss)
                                .nIn(3)
                                .nOut(outputs)
                                .activation(activation)
                                .build())
                        .build());
            network.init();
            return network;
          });
    }

    DataSet data() {
      return new DataSet(
          gaussian(1, INPUTS).castTo(type),
          labels.castTo(type),
          null,
          mask == null ? null : mask.castTo(type));
    }
  }

  static List<Case> ofNd4j() {
    INDArray weights = Nd4j.createFromArray(0.2, 1.0, 3.0).reshape(1, 3);
    INDArray classes = classes(3);
    INDArray signs = classes.mul(2).subi(1);
    INDArray fractions = uniform(2, 3);
    INDArray numbers = gaussian(3, 3);
    LossMixtureDensity mixture = LossMixtureDensity.builder().gaussians(2).labelWidth(3).build();
    INDArray samples = mask(1);
    INDArray outputs = mask(3);
    Case mae = new Case(new LossMAE(), Activation.IDENTITY, 3, fractions);
    Case classified = new Case(new LossMCXENT(weights), Activation.SOFTMAX, 3, classes);
    Case sparse = new Case(new LossSparseMCXENT(), Activation.SOFTMAX, 3, indices(3));
    // ND4J computes these two in its default type.
    Case density = new Case(mixture, Activation.IDENTITY, 10, numbers).in(DataType.FLOAT);
    Case labels = new Case(new LossMultiLabel(), Activation.SIGMOID, 3, classes).in(DataType.FLOAT);
    return List.of(
        mae,
        mae.masked(samples),
        new Case(new LossMAE(weights), Activation.IDENTITY, 3, fractions).masked(outputs),
        new Case(new LossL1(weights), Activation.IDENTITY, 3, fractions).masked(outputs),
        new Case(new LossL2(weights), Activation.IDENTITY, 3, fractions).masked(samples),
        new Case(new LossMSE(weights), Activation.IDENTITY, 3, fractions).masked(outputs),
        new Case(new LossMAPE(weights), Activation.IDENTITY, 3, fractions).masked(outputs),
        new Case(new LossMSLE(weights), Activation.SOFTPLUS, 3, fractions).masked(outputs),
        new Case(new LossPoisson(), Activation.SOFTPLUS, 3, fractions).masked(samples),
        new Case(new LossHinge(), Activation.IDENTITY, 3, signs).masked(outputs),
        new Case(new LossSquaredHinge(), Activation.IDENTITY, 3, signs).masked(samples),
        new Case(new LossWasserstein(), Activation.IDENTITY, 3, signs.dup()).masked(outputs),
        new Case(new LossBinaryXENT(weights), Activation.SIGMOID, 3, classes).masked(outputs),
        classified.masked(samples),
        // It has no derivative under a mask of outputs, but a score.
        classified.masked(outputs),
        new Case(new LossNegativeLogLikelihood(), Activation.SOFTMAX, 3, classes),
        new Case(new LossKLD(), Activation.SOFTMAX, 3, classes).masked(outputs),
        sparse,
        sparse.masked(samples),
        new Case(new LossCosineProximity(), Activation.IDENTITY, 3, numbers).masked(samples),
        labels,
        density,
        density.masked(samples),
        new Case(new LossFMeasure(), Activation.SIGMOID, 1, indices(2)).by(BY_BATCH));
  }

  @Test
  void noLossOfNd4jIsForgotten() {
    Set<String> found =
        new ClassFileImporter()
            .importPackages("org.nd4j.linalg.lossfunctions").stream()
                .filter(each -> each.isAssignableTo(ILossFunction.class))
                .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    Set<String> held =
        ofNd4j().stream()
            .map(each -> each.loss().getClass().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(found, held);
  }

  @ParameterizedTest
  @MethodSource("ofNd4j")
  void trainsWithTheGradientOfItsScore(Case each) {
    MultiLayerNetwork network = each.network();
    ScoreGradient gradient = new ScoreGradient(network, network, each.data());
    assertEquals(each.credits(), gradient.credits());
    gradient.isTheMeanOfEstimates(each.data());
  }

  static List<Case> ofUsers() {
    INDArray numbers = gaussian(3, 3);
    List<Case> cases = new ArrayList<>();
    for (UserLoss loss : UserLoss.all()) {
      INDArray labels = loss.kind() == UserLoss.Kind.SPARSE ? indices(3) : numbers;
      Case plain =
          new Case(loss, Activation.TANH, 3, labels)
              .by(loss.kind() == UserLoss.Kind.SPREAD ? BY_BATCH : BY_SAMPLE);
      cases.add(plain.masked(mask(cases.size() % 2 == 0 ? 1 : 3)));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("ofUsers")
  void aLossOfOnesOwnDoesSoWithoutADerivative(Case each) {
    trainsWithTheGradientOfItsScore(each);
  }

  @Test
  void labelsThatALossDoesNotTakeAreRefusedInItsWords() {
    LossMixtureDensity mixture = LossMixtureDensity.builder().gaussians(2).labelWidth(3).build();
    refused(
        new Case(mixture, Activation.IDENTITY, 10, gaussian(3, 2)),
        "output \"layer3\" got labels of shape [12, 2], but there are 12 samples and it has 10"
            + " outputs; LossMixtureDensity says: ");
    refused(
        new Case(new LossSparseMCXENT(), Activation.SOFTMAX, 3, classes(3)),
        "output \"layer3\" got labels of shape [12, 3], but there are 12 samples and it has 3"
            + " outputs; LossSparseMCXENT says: ");
  }

  @Test
  void aLossThatTurnsOutToBeNoSumIsRefused() {
    refused(
        new Case(new UserLoss(UserLoss.Kind.PICKY_SPREAD), Activation.TANH, 3, gaussian(3, 3)),
        "layer \"layer3\" has the loss UserLoss, whose scores of examples are no parts of its score"
            + " on this batch");
  }

  private static void refused(Case each, String sentence) {
    MultiLayerNetwork network = each.network();
    Sdze.attach(network);
    INDArray before = network.params().dup();
    String message =
        assertThrows(IllegalArgumentException.class, () -> network.fit(each.data())).getMessage();
    assertTrue(message.startsWith(sentence), message);
    assertEquals(before, network.params());
  }

  private static INDArray classes(int count) {
    INDArray classes = Nd4j.zeros(DataType.DOUBLE, SAMPLES, count);
    for (int i = 0; i < SAMPLES; i++) {
      classes.putScalar(i, (2 * i + i / 3) % count, 1);
    }
    return classes;
  }

  private static INDArray indices(int count) {
    return classes(count).argMax(1).reshape(SAMPLES, 1).castTo(DataType.DOUBLE);
  }

  private static INDArray mask(int columns) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, SAMPLES, columns);
    for (int j = 0; j < columns; j++) {
      mask.putScalar(1 + j, j, 0);
    }
    return mask;
  }

  private static INDArray gaussian(int stream, int columns) {
    INDArray draws = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {SAMPLES, columns}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), draws);
    return draws;
  }

  private static INDArray uniform(int stream, int columns) {
    INDArray draws = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {SAMPLES, columns}, 'f');
    KeyedDraws.uniform(RandomKey.root(stream), draws);
    return draws.muli(0.8).addi(0.1);
  }
}
