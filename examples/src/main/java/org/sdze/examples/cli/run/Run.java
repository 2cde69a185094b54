package org.sdze.examples.cli.run;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.NetworkPlan;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.optimizer.train.TrainingLoop.Status;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.ReferenceProblem;

/** One run of a plan: problem, network, loss and engine, trained and measured. Used once. */
public final class Run {

  private static final HardConstraint CONSTRAINT = HardConstraint.unitBall();

  private final RunPlan plan;
  private final RunListener listener;
  private final Interruption interruption;
  private final RandomKey root;
  private final ReferenceProblem problem;
  private final MultiLayerNetwork network;
  private final TestSet test;
  private final ForwardPass forward;
  private final EvaluationTimes times;
  private final History history = new History();
  private double relativeError = Double.NaN; // the last one measured

  /** A run, ready to train: the network is made, the baselines are known. */
  public Run(
      RunPlan plan, ReferenceProblem problem, RunListener listener, Interruption interruption) {
    this.plan = plan;
    this.problem = problem;
    this.listener = listener;
    this.interruption = interruption;
    NetworkPlan shape = plan.network();
    root = RandomKey.root(plan.seed());
    network = shape.create(root);
    test =
        new TestSet(
            problem,
            CONSTRAINT,
            root,
            plan.testPoints(),
            shape.width(),
            shape.precision().dataType());
    forward = new ForwardPass(network);
    times = EvaluationTimes.of(plan.budget(), (double) plan.testPoints() * shape.dimension());
  }

  /** Trains until the budget is spent, the run diverges or somebody asks for the end. */
  public FinishedRun train() {
    Outcome outcome;
    double finalLoss;
    @Nullable String divergence = null;
    try {
      Status end = loop();
      outcome = end.progress() < 1 ? Outcome.INTERRUPTED : Outcome.DONE;
      finalLoss = history.acceptedLoss();
    } catch (DivergenceException e) {
      outcome = Outcome.DIVERGED;
      finalLoss = e.lastFiniteLoss();
      divergence = Divergence.sentence(plan, e, hasFiniteParameters());
      measure(); // of the parameters that came back
      history.end(relativeError);
    }
    RunResult result = RunResult.of(plan, test, history.last(), finalLoss, outcome);
    return new FinishedRun(
        result, outcome, network, hasFiniteParameters(), history.rows(), divergence);
  }

  /** Their sum is finite exactly if they all are, but for an overflow that no network survives. */
  private boolean hasFiniteParameters() {
    return RunResult.finite(network.params().sumNumber().doubleValue()) != null;
  }

  private Status loop() {
    DenseNetwork dense = DenseNetworks.of(network, plan.network().inputScale());
    ResidualLoss loss =
        new ResidualLoss(
            dense,
            problem.equation(),
            CONSTRAINT,
            problem::source,
            new UnitBall(problem.dimension()),
            plan.loss().law(),
            plan.loss().residual(),
            plan.loss().batch());
    Optimizer optimizer = plan.method().optimizer(root);
    return TrainingLoop.run(optimizer, dense, loss::at, root, plan.budget(), this::afterStep);
  }

  private boolean afterStep(StepReport report, Status status) {
    if (status.steps() == 1) { // before, there is nothing to save
      interruption.hold("the step under way is finished, then what was reached is saved");
    }
    boolean isLast = status.progress() >= 1 || interruption.isRequested();
    boolean isDue = isLast || times.isDue(status);
    if (isDue) {
      measure();
    }
    history.add(report, status, isDue ? relativeError : Double.NaN);
    listener.progressed(
        new Progress(
            status.steps(), status.seconds(), status.progress(), report.loss(), relativeError));
    return !isLast;
  }

  /** An error that takes too long is unknown if somebody waits for the end. */
  private void measure() {
    long begin = System.nanoTime();
    relativeError = test.relativeError(forward, () -> interruption.isOverdue(begin));
    times.took((System.nanoTime() - begin) * 1e-9);
  }
}
