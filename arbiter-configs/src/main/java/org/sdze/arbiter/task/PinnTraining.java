package org.sdze.arbiter.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.arbiter.score.PinnModel;
import org.sdze.arbiter.score.PinnModel.Measurement;
import org.sdze.arbiter.score.PinnScore;
import org.sdze.arbiter.score.WatchingScore;
import org.sdze.arbiter.space.PinnCandidate;
import org.sdze.optimizer.dl4j.ActivationSine;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.Engine;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.optimizer.train.TrainingLoop.Status;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.ReferenceProblem;

/**
 * The training of one candidate on an equation, which can be cut anywhere: trained to a part of its
 * budget, saved, and resumed in another process.
 *
 * <p>With a budget of steps, and on the same machine, a run in pieces gives the same bits as one in
 * a single piece, and that of {@code ./sdze solve} with the same settings and seed. Used by one
 * thread.
 */
public final class PinnTraining {

  private final PinnCandidate candidate;
  private final ReferenceProblem problem;
  private final Budget budget;
  private final long seed;
  private final RandomKey root;
  private final MultiLayerNetwork network;
  private final DenseNetwork dense;
  private final ResidualLoss loss;
  private final Engine engine;
  private final List<Measurement> history = new ArrayList<>();
  private Status status = new Status(0, 0, 0);
  private double peakMebibytes;

  /**
   * A training that has made no step.
   *
   * @param candidate network, loss, training
   * @param problem the equation, on the unit ball
   * @param budget of the whole training, which its learning rate follows
   * @param seed the root of all randomness but the problem's
   * @throws IllegalArgumentException if candidate and problem do not go together
   */
  public PinnTraining(PinnCandidate candidate, ReferenceProblem problem, Budget budget, long seed) {
    this.candidate = candidate;
    this.problem = problem;
    this.budget = budget;
    this.seed = seed;
    root = RandomKey.root(seed);
    network =
        TrialNetworks.create(
            problem.dimension(),
            candidate.width(),
            candidate.depth(),
            activation(candidate.activation()),
            DataType.FLOAT,
            candidate.inputScale(),
            root);
    dense = DenseNetworks.of(network, candidate.inputScale());
    loss =
        new ResidualLoss(
            dense,
            problem.equation(),
            PinnModel.CONSTRAINT,
            problem::source,
            new UnitBall(problem.dimension()),
            candidate.directions(),
            candidate.residual(),
            candidate.batch());
    engine = new Engine(candidate.training(), root);
  }

  /**
   * A training that goes on where another one was saved.
   *
   * @param file written by {@link #save} of a training of the same candidate, problem, budget and
   *     seed
   * @throws org.sdze.optimizer.checkpoint.CheckpointException if it is damaged, or holds none
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it holds another training
   */
  public static PinnTraining resume(
      Path file, PinnCandidate candidate, ReferenceProblem problem, Budget budget, long seed)
      throws IOException {
    PinnTraining training = new PinnTraining(candidate, problem, budget, seed);
    PinnCheckpoint saved = PinnCheckpoint.read(file, training.identity());
    saved.requireParametersLike(training.dense.parameters(), file);
    training.take(saved);
    return training;
  }

  /** Saves where it stands; an interrupted write leaves the file as it was. */
  public void save(Path file) throws IOException {
    new PinnCheckpoint(
            status,
            peakMebibytes,
            history,
            dense.parameters(),
            engine.state(),
            loss.span().carried())
        .write(file, identity());
  }

  private void take(PinnCheckpoint saved) {
    status = saved.status();
    peakMebibytes = saved.peakMebibytes();
    history.addAll(saved.history());
    List<INDArray> parameters = dense.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      parameters.get(k).assign(saved.parameters().get(k));
    }
    dense.changed();
    engine.resume(dense, saved.engine(), status.steps());
    if (saved.span() != null) {
      loss.span().resume(saved.span());
    }
  }

  /** What two trainings must share to go on from each other's files. */
  private String identity() {
    return Text.format(
        "%s on %s in %d dimensions, %s, seed %d",
        candidate, problem.name(), problem.dimension(), budget, seed);
  }

  /**
   * Trains until a part of the budget is spent; at once if it is already.
   *
   * @param progress the part, in (0, 1]
   * @return where the training stands
   * @throws DivergenceException if it cannot go on; the network then holds the last good parameters
   */
  public Status trainTo(double progress) {
    if (!(progress > 0 && progress <= 1)) {
      throw new IllegalArgumentException("progress must be in (0, 1], was " + progress);
    }
    if (status.progress() < progress) {
      TrainingLoop.run(
          engine, dense, loss::at, root, budget, status, (report, now) -> isToGoOn(now, progress));
    }
    return status;
  }

  /**
   * Trains until a part of the budget is spent, as a score wants it: one that watches is measured
   * on the way, and may know enough before.
   *
   * @param progress the part, in (0, 1]
   * @throws DivergenceException as {@link #trainTo} does
   */
  public void trainFor(PinnScore score, double progress) {
    if (!(score instanceof WatchingScore watching)) {
      trainTo(progress);
      return;
    }
    int pieces = watching.measurements();
    for (int k = 1; k <= pieces && !watching.isDecided(model()); k++) {
      trainTo(progress * k / pieces);
      record(watching.measure(model()));
    }
  }

  private boolean isToGoOn(Status now, double progress) {
    status = now;
    peakMebibytes = Math.max(peakMebibytes, Pointer.physicalBytes() / (double) (1 << 20));
    return now.progress() < progress;
  }

  /** Adds to the history what was measured where the training stands. */
  public void record(double value) {
    history.add(new Measurement(status.steps(), status.seconds(), value));
  }

  /** Where the training stands. */
  public Status status() {
    return status;
  }

  /** The model as it is now; its network is live. */
  public PinnModel model() {
    return new PinnModel(
        problem,
        network,
        candidate.inputScale(),
        root,
        status.steps(),
        status.seconds(),
        peakMebibytes,
        history);
  }

  private static IActivation activation(Activation activation) {
    return switch (activation) {
      case TANH -> new ActivationTanH();
      case SINE -> new ActivationSine();
      case SOFTPLUS -> new ActivationSoftPlus();
      case SIGMOID -> new ActivationSigmoid();
      case SWISH -> new ActivationSwish();
      case GELU -> new ActivationGELU();
      case CUBE -> new ActivationCube();
      case IDENTITY -> new ActivationIdentity();
    };
  }
}
