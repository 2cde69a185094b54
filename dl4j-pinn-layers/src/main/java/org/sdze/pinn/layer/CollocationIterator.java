package org.sdze.pinn.layer;

import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.problem.Problem;

/**
 * Batches of fresh points of a domain, with the source of an equation as their labels, which are of
 * double precision whatever the points are.
 *
 * <p>Batch k of a run depends on nothing but the key, k and the size: the points are those that
 * {@code ./sdze solve} draws with the same seed. A reset begins the next epoch, whose batches go on
 * where those of the last one ended. Used by one thread.
 */
public final class CollocationIterator implements DataSetIterator {

  private static final long serialVersionUID = 1L;

  private final transient Domain domain;
  private final transient SourceTerm source;
  private final int outputs; // how wide labels are
  private final int batch;
  private final int batches;
  private final DataType dataType;
  private final transient RandomKey key;
  private long drawn;
  private int left;

  /**
   * An iterator in single precision.
   *
   * @param batch the number of points of a batch, at least 1
   * @param batches the number of batches of an epoch, at least 1
   * @param key the run's key: {@code RandomKey.root(seed)}
   */
  public CollocationIterator(
      Domain domain, SourceTerm source, int batch, int batches, RandomKey key) {
    this(domain, source, batch, batches, DataType.FLOAT, key);
  }

  /**
   * An iterator over the points of a problem, whose labels are zeros: the layer of a problem knows
   * its right sides.
   *
   * @param batch the number of points of a batch, at least 1
   * @param batches the number of batches of an epoch, at least 1
   * @param dataType of the points, that of the network
   * @param key the run's key: {@code RandomKey.root(seed)}
   */
  public CollocationIterator(
      Problem problem, int batch, int batches, DataType dataType, RandomKey key) {
    this(
        Argument.given("problem", problem).domain(),
        points -> new double[points.rows()],
        problem.outputs(),
        batch,
        batches,
        dataType,
        key);
  }

  /**
   * An iterator.
   *
   * @param dataType of the points, that of the network
   */
  public CollocationIterator(
      Domain domain, SourceTerm source, int batch, int batches, DataType dataType, RandomKey key) {
    this(domain, source, 1, batch, batches, dataType, key);
  }

  private CollocationIterator(
      Domain domain,
      SourceTerm source,
      int outputs,
      int batch,
      int batches,
      DataType dataType,
      RandomKey key) {
    this.outputs = outputs;
    this.domain = Argument.given("domain", domain);
    this.source = Argument.given("source", source);
    this.batch = Argument.atLeastOne("batch", batch);
    this.batches = Argument.atLeastOne("batches", batches);
    this.dataType = Argument.given("data type", dataType);
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("data type must be FLOAT or DOUBLE, was " + dataType);
    }
    this.key = Argument.given("key", key);
    this.left = batches;
  }

  /**
   * Goes on as if so many batches had been drawn: for a run that is resumed.
   *
   * @param count at least 0
   */
  public void skip(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("batches to skip must be at least 0, were " + count);
    }
    drawn += count;
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public DataSet next() {
    return next(batch);
  }

  @Override
  public DataSet next(int count) {
    Argument.atLeastOne("points", count);
    if (left == 0) {
      throw new NoSuchElementException("the epoch is over: reset begins the next one");
    }
    left--;
    INDArray points =
        Nd4j.createUninitialized(dataType, new long[] {count, domain.dimension()}, 'f');
    domain.draw(key.step(drawn++).purpose(Purpose.POINTS), points);
    double[] values = source.finiteAt(points, "the source");
    INDArray labels = Nd4j.create(values, new long[] {count, 1}, 'f');
    return new DataSet(points, outputs == 1 ? labels : Nd4j.tile(labels, 1, outputs));
  }

  @Override
  public void reset() {
    left = batches;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** False: drawing ahead on another thread would draw what is then thrown away. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public int inputColumns() {
    return domain.dimension();
  }

  @Override
  public int totalOutcomes() {
    return outputs;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    throw new UnsupportedOperationException("points are used as they are drawn");
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public @Nullable List<String> getLabels() {
    return null;
  }
}
