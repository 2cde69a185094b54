package org.sdze.examples.cli.search;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.arbiter.search.CandidateTask.DigitsResult;
import org.sdze.arbiter.search.CandidateTask.DigitsStart;
import org.sdze.arbiter.search.CandidateTask.DigitsTrainer;
import org.sdze.arbiter.search.CandidateTask.DigitsWork;
import org.sdze.arbiter.search.DigitsCandidate;
import org.sdze.arbiter.search.SearchProblem.Digits.Network;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.DigitsRun;
import org.sdze.examples.zoo.NetworkSeed;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.Sdze;

/** Trains on the digits by {@code fit}, step by step, and scores on their validation part. */
public final class DigitsTraining implements DigitsTrainer {

  private static final int PIXELS = 64;
  private static final int CLASSES = 10;
  private static final int SCORED_AT_ONCE = 100;

  /** Orders of one seed, at most so many epochs. */
  private static final long ORDERS = 1_000_000;

  /** Uses the digits of this program. */
  public DigitsTraining() {}

  @Override
  public DigitsResult train(DigitsWork work) {
    Network kind = work.problem().network();
    int batch = work.candidate().batch();
    Digits digits = Digits.load();
    @Nullable DigitsStart begun = work.begun();
    Model network =
        begun == null ? Sdze.attach(network(kind, work.candidate(), work.seed())) : begun.network();
    long steps = begun == null ? 0 : begun.steps();
    double seconds = begun == null ? 0 : begun.seconds();
    long stepsOfEpoch = (digits.training().numExamples() + batch - 1L) / batch;
    while (work.effort().progress(steps, seconds) < work.progress()) {
      DataSetIterator batches =
          Digits.epoch(digits.training(), batch, work.seed() * ORDERS + steps / stepsOfEpoch);
      for (long done = steps % stepsOfEpoch; done > 0; done--) {
        batches.next();
      }
      while (batches.hasNext() && work.effort().progress(steps, seconds) < work.progress()) {
        DataSet images = asTaken(kind, batches.next());
        long begin = System.nanoTime();
        if (network instanceof MultiLayerNetwork chain) {
          chain.fit(images);
        } else {
          ((ComputationGraph) network).fit(images);
        }
        seconds += (System.nanoTime() - begin) * 1e-9;
        steps++;
      }
    }
    return new DigitsResult(
        network, score(network, kind, digits.validation(), work.isLoss()), steps, seconds);
  }

  /** Measured part by part, since the arrays of all images at once are large in a large network. */
  private static double score(Model network, Network kind, DataSet data, boolean isLoss) {
    double sum = 0;
    for (DataSet part : data.batchBy(SCORED_AT_ONCE)) {
      DataSet images = asTaken(kind, part);
      double score =
          isLoss
              ? network instanceof MultiLayerNetwork chain
                  ? chain.score(images)
                  : ((ComputationGraph) network).score(images)
              : DigitsRun.accuracy(network, images);
      sum += score * images.numExamples();
    }
    return sum / data.numExamples();
  }

  /** Images as a network takes them. */
  private static DataSet asTaken(Network kind, DataSet images) {
    return kind == Network.MLP ? images : ofZoo(kind).digits(images);
  }

  /** The zoo's network of the same name. */
  static ZooNetwork ofZoo(Network kind) {
    return ZooNetwork.valueOf(kind.name());
  }

  private static Model network(Network kind, DigitsCandidate candidate, long seed) {
    if (kind != Network.MLP) {
      return ofZoo(kind).build(candidate.updater(), seed);
    }
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(NetworkSeed.of(seed))
            .updater(candidate.updater())
            .list();
    for (int layer = 0; layer < candidate.depth(); layer++) {
      layers.layer(
          new DenseLayer.Builder()
              .nIn(layer == 0 ? PIXELS : candidate.width())
              .nOut(candidate.width())
              .activation(candidate.activation().function())
              .build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(candidate.width())
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }
}
