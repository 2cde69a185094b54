package org.sdze.cuda;

import java.lang.ref.Cleaner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.pinn.solve.DeviceSteps;

/**
 * A solve's steps on a GPU. No step is undone there: one whose equations cannot be solved changes
 * nothing, and a loss that is not finite ends the run.
 */
final class CudaSteps implements DeviceSteps {

  /** Frees what is on a device. */
  static final Cleaner CLEANER = Cleaner.create();

  /** Numbers of a part of W that is copied at a time. */
  private static final int TILE_NUMBERS = 1 << 22;

  /** Steps in a row that change nothing. */
  private static final int MOST_UNSOLVED = 20;

  private final CudaDevice device;
  private final BallStep step;
  private final DenseNetwork network;
  private final double damping;
  private boolean isAhead; // of the network
  private int unsolved;
  private double lastLoss = Double.NaN;

  CudaSteps(
      CudaDevice device, BallStep step, DenseNetwork network, double damping, RandomKey root) {
    this.device = device;
    this.step = step;
    this.network = network;
    this.damping = damping;
    step.use(root);
    CLEANER.register(
        this,
        () -> {
          device.use();
          step.close();
          device.close();
        });
    begin();
  }

  @Override
  public StepReport step(StepKey key, double rate) {
    device.use();
    BallStep.Result result = step.step(key.step(), rate, damping);
    isAhead = true;
    unsolved = result.isSolved() ? 0 : unsolved + 1;
    if (!Double.isFinite(result.loss()) || unsolved > MOST_UNSOLVED) {
      throw new DivergenceException(key.step(), lastLoss);
    }
    lastLoss = result.loss();
    return new StepReport(key.step(), result.loss(), rate, damping, result.isSolved());
  }

  @Override
  public void settle() {
    if (!isAhead) {
      return;
    }
    device.use();
    byTiles(
        (from, tile) -> {
          read(from, tile);
          INDArray own = tile.get(NDArrayIndex.all(), NDArrayIndex.interval(0, width()));
          rows(from, tile.rows()).assign(own);
        });
    network.output().weights().assign(row(step.outputWeights()).reshape(width(), 1));
    network.layers().get(0).bias().assign(row(step.biases()));
    network.output().bias().assign(step.outputBias());
    network.changed();
    isAhead = false;
  }

  @Override
  public void begin() {
    device.use();
    byTiles(
        (from, tile) -> {
          tile.get(NDArrayIndex.all(), NDArrayIndex.interval(0, width()))
              .assign(rows(from, tile.rows()));
          step.weights().write(at(from), tile.length(), tile.data().address());
        });
    step.setHead(
        network.output().weights().dup('c').toFloatVector(),
        network.layers().get(0).bias().toFloatVector(),
        network.output().bias().getFloat(0));
    step.weightsChanged();
    isAhead = false;
  }

  /** Something done with some rows of W, in row order, padded. */
  private interface Part {
    void of(long from, INDArray tile);
  }

  private void byTiles(Part part) {
    int padded = step.plan().paddedWidth();
    long most = Math.max(1, TILE_NUMBERS / padded);
    INDArray tile = null;
    for (long from = 0; from < step.plan().dimension(); from += most) {
      long count = Math.min(most, step.plan().dimension() - from);
      if (tile == null || tile.rows() != count) {
        tile = Nd4j.zeros(DataType.FLOAT, count, padded);
      }
      part.of(from, tile);
    }
  }

  private void read(long from, INDArray tile) {
    DeviceArray weights = step.weights();
    weights.read(at(from), tile.length(), tile.data().address());
  }

  private long at(long row) {
    return row * step.plan().paddedWidth();
  }

  private int width() {
    return step.plan().width();
  }

  private INDArray rows(long from, long count) {
    return network
        .layers()
        .get(0)
        .weights()
        .get(NDArrayIndex.interval(from, from + count), NDArrayIndex.all());
  }

  private static INDArray row(float[] numbers) {
    return Nd4j.create(numbers, new long[] {1, numbers.length}, 'c');
  }
}
