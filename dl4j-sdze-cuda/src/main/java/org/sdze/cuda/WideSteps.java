package org.sdze.cuda;

import org.jspecify.annotations.Nullable;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.DeviceSteps;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.TrainerSteps;

/** The steps of this process, on its points, with the first layer's weights on a GPU. */
final class WideSteps implements DeviceSteps {

  private final CudaDevice device;
  private final TrainerSteps steps;

  /**
   * The steps of the parameters that a network has now.
   *
   * @param device closed with this, once it is made
   * @param network a chain
   * @throws org.sdze.cuda.driver.CudaException if the weights do not fit
   */
  WideSteps(
      CudaDevice device,
      Problem problem,
      SolveConfig config,
      DenseNetwork network,
      RandomKey root) {
    this.device = device;
    DeviceProducts products = new DeviceProducts(device);
    CudaWideLayer layer =
        new CudaWideLayer(products, network.inputs(), network.entrance().outputs());
    steps =
        new TrainerSteps(
            problem,
            config,
            network,
            root,
            weights -> {
              layer.take(weights);
              return layer;
            });
    CudaSteps.CLEANER.register(
        this,
        () -> {
          device.use();
          layer.close();
          products.close();
          device.close();
        });
  }

  @Override
  public StepReport step(StepKey key, double rate) {
    device.use();
    return steps.step(key, rate);
  }

  @Override
  public void settle() {
    device.use();
    steps.settle();
  }

  @Override
  public void begin() {
    device.use();
    steps.begin();
  }

  @Override
  public SpanFactor.@Nullable Carried carried() {
    return steps.carried();
  }

  @Override
  public void resume(SpanFactor.Carried carried) {
    steps.resume(carried);
  }
}
