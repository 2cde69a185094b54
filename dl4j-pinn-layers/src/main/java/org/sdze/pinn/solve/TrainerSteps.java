package org.sdze.pinn.solve;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.loss.Loss;
import org.sdze.pinn.problem.Problem;

/**
 * The steps that a solve makes here, on the same points, with the weights of the layer that reads
 * the input elsewhere: behind {@link WideLayer} alone. All other parameters are the network's own.
 * No step is undone.
 */
public final class TrainerSteps implements DeviceSteps {

  /** Numbers of a part of the weights that is brought back at a time. */
  private static final long TILE_NUMBERS = 1 << 22;

  private final Problem problem;
  private final SolveConfig config;
  private final DenseNetwork network;
  private final RandomKey root;
  private final Function<INDArray, WideLayer> home;
  private Run run;
  private boolean isAhead; // of the network

  /** What is made of the weights that steps begin with. */
  private record Run(DenseNetwork network, Loss loss, Trainer trainer) {

    static Run of(
        Problem problem,
        SolveConfig config,
        DenseNetwork network,
        RandomKey root,
        Function<INDArray, WideLayer> home) {
      DenseNetwork elsewhere =
          new DenseNetwork(
              network.layers(),
              IntStream.range(0, network.layers().size()).mapToObj(network::feeds).toList(),
              network.inputScale(),
              home);
      return new Run(
          elsewhere,
          config.loss().of(problem, elsewhere),
          Trainer.elsewhere(config.training(), root));
    }
  }

  /**
   * The steps of the parameters that a network has now.
   *
   * @param network whose weights that read the input are stale from a step to {@link #settle}
   * @param root the run's key
   * @param home takes the weights of a layer that reads the input, {@code [d, h]}, and gives what
   *     holds them from then on; called again by {@link #begin}
   * @throws IllegalArgumentException if {@link #refusal} says so
   */
  public TrainerSteps(
      Problem problem,
      SolveConfig config,
      DenseNetwork network,
      RandomKey root,
      Function<INDArray, WideLayer> home) {
    this.problem = Argument.given("problem", problem);
    this.config = Argument.given("configuration", config);
    this.network = Argument.given("network", network);
    this.root = Argument.given("root key", root);
    this.home = Argument.given("home", home);
    String refusal = refusal(problem, config);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    run = Run.of(problem, config, network, root, home);
  }

  /**
   * What keeps a solve from having those weights elsewhere.
   *
   * @return a sentence without its stop; null if nothing does
   */
  public static @Nullable String refusal(Problem problem, SolveConfig config) {
    return problem.kind().isByLines()
        ? "weights that live elsewhere are reached by sums over directions, not by the lines of "
            + problem.name()
        : Trainer.refusalElsewhere(config.training());
  }

  @Override
  public StepReport step(StepKey key, double rate) {
    isAhead = true;
    return run.trainer().step(run.network(), run.loss().at(key.key()), key, rate);
  }

  @Override
  public void settle() {
    if (!isAhead) {
      return;
    }
    for (int k : network.entrances()) {
      INDArray weights = network.layers().get(k).weights();
      WideLayer layer = run.network().wide(k);
      long step = Math.max(1, TILE_NUMBERS / layer.outputs());
      for (long from = 0; from < layer.inputs(); from += step) {
        long begin = from;
        long end = Math.min(layer.inputs(), from + step);
        ScratchMemory.part(
            () ->
                weights
                    .get(NDArrayIndex.interval(begin, end), NDArrayIndex.all())
                    .assign(layer.rows(begin, end)));
      }
    }
    network.changed();
    isAhead = false;
  }

  @Override
  public void begin() {
    run = Run.of(problem, config, network, root, home);
    isAhead = false;
  }

  @Override
  public SpanFactor.@Nullable Carried carried() {
    SpanFactor span = run.loss().span();
    return span == null ? null : span.carried();
  }

  @Override
  public void resume(SpanFactor.Carried carried) {
    SpanFactor span = run.loss().span();
    if (span != null) {
      span.resume(carried);
    }
  }
}
