package org.sdze.arbiter.search;

import java.util.concurrent.atomic.AtomicInteger;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.DeviceSteps;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.TrainerSteps;

/** A device for tests: weights in another array of this process, steps of the same bits. */
public final class Twin implements Device {

  static final AtomicInteger SOLVES = new AtomicInteger();

  @Override
  public String name() {
    return "twin";
  }

  @Override
  public String inWords() {
    return "an array";
  }

  @Override
  public DeviceSteps steps(
      Problem problem, SolveConfig config, DenseNetwork network, RandomKey root) {
    SOLVES.incrementAndGet();
    return new TrainerSteps(
        problem, config, network, root, weights -> new NdWideLayer(weights.dup('f')));
  }
}
