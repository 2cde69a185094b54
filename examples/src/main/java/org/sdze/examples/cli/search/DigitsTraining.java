package org.sdze.examples.cli.search;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.arbiter.search.CandidateTask.DigitsResult;
import org.sdze.arbiter.search.CandidateTask.DigitsTrainer;
import org.sdze.arbiter.search.DigitsCandidate;
import org.sdze.arbiter.search.SearchProblem;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.train.Budget;

/** Trains on the digits by {@code fit}, step by step, and scores on their validation part. */
public final class DigitsTraining implements DigitsTrainer {

  private static final int PIXELS = 64;
  private static final int CLASSES = 10;

  /** Orders of one seed, at most so many epochs. */
  private static final long ORDERS = 1_000_000;

  /** Uses the digits of this program. */
  public DigitsTraining() {}

  @Override
  public DigitsResult train(
      SearchProblem.Digits problem,
      DigitsCandidate candidate,
      Budget effort,
      long seed,
      boolean isLoss) {
    Digits digits = Digits.load();
    MultiLayerNetwork network = network(problem, candidate, seed);
    Sdze.attach(network);
    long steps = 0;
    long nanos = 0;
    for (long epoch = 0; effort.progress(steps, nanos * 1e-9) < 1; epoch++) {
      DataSetIterator batches =
          Digits.epoch(digits.training(), candidate.batch(), seed * ORDERS + epoch);
      while (batches.hasNext() && effort.progress(steps, nanos * 1e-9) < 1) {
        DataSet batch = batches.next();
        long begin = System.nanoTime();
        network.fit(batch);
        nanos += System.nanoTime() - begin;
        steps++;
      }
    }
    double score =
        isLoss
            ? network.score(digits.validation())
            : accuracy(network.output(digits.validation().getFeatures()), digits.validation());
    return new DigitsResult(network, score, steps, nanos * 1e-9);
  }

  private static double accuracy(INDArray output, DataSet data) {
    INDArray hits = output.argMax(1).eq(data.getLabels().argMax(1));
    return hits.castTo(output.dataType()).meanNumber().doubleValue();
  }

  private static MultiLayerNetwork network(
      SearchProblem.Digits problem, DigitsCandidate candidate, long seed) {
    if (problem.network() == SearchProblem.Digits.Network.LENET) {
      Model lenet = ZooNetwork.LENET.build(candidate.updater(), seed);
      return (MultiLayerNetwork) lenet;
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(candidate.updater())
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(PIXELS)
                        .nOut(candidate.width())
                        .activation(Activation.TANH)
                        .build())
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
