package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.CudaException;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.optimizer.wide.WideLayerContract;

/** Weights and vectors on the device, through the stand-in. */
class CudaWideLayerTest extends WideLayerContract {

  private static final RandomKey KEY = RandomKey.root(85);

  private static CudaDevice device;
  private static DeviceProducts products;
  private static long free; // at the beginning: others of this process may give some back later

  // What a test has taken; the contract makes its layer before the fields here are set.
  private static final List<AutoCloseable> TAKEN = new ArrayList<>();

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
    device = CudaDevice.open();
    free = device.freeBytes();
    products = new DeviceProducts(device);
  }

  @AfterEach
  void free() throws Exception {
    for (AutoCloseable each : TAKEN) {
      each.close();
    }
    TAKEN.clear();
  }

  @AfterAll
  static void close() {
    if (products != null) {
      products.close();
      long left = device.freeBytes();
      device.close();
      assertTrue(left >= free, () -> free - left + " bytes are still held");
    }
  }

  private static <T extends AutoCloseable> T taken(T what) {
    TAKEN.add(what);
    return what;
  }

  @Override
  protected DataType type() {
    return DataType.FLOAT;
  }

  @Override
  protected double tolerance() {
    return 5e-6; // a dozen changes of W, each of which rounds
  }

  @Override
  protected WideLayer layer(INDArray weights) {
    CudaWideLayer layer = new CudaWideLayer(products, weights.rows(), weights.columns());
    layer.take(weights);
    return taken(layer);
  }

  @Override
  protected PointBatch held(INDArray vectors) {
    return taken(CudaPointBatch.held(products, vectors));
  }

  @Override
  protected PointBatch drawn(RandomKey key, long count, long dimension, DataType type) {
    assertEquals(DataType.FLOAT, type);
    return taken(CudaPointBatch.drawn(products, key, count, dimension));
  }

  private static INDArray gaussian(int index, long rows, long columns) {
    INDArray matrix = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(KEY.index(index), matrix);
    return matrix;
  }

  private static void agree(INDArray expected, INDArray actual) {
    double size = expected.norm2Number().doubleValue();
    INDArray difference = actual.castTo(DataType.DOUBLE).sub(expected.castTo(DataType.DOUBLE));
    assertEquals(0, difference.norm2Number().doubleValue() / size, 2e-6);
  }

  /** More rows than a block, a chunk or a square has, and squares that are not whole. */
  @Test
  void manyBlocksDoWhatTheHostDoes() {
    int d = 1_237;
    int h = 70;
    INDArray weights = gaussian(0, d, h);
    WideLayer here = new NdWideLayer(weights.dup('f'));
    WideLayer there = layer(weights);
    INDArray x = gaussian(1, 67, d);
    INDArray c = gaussian(2, 67, h);
    INDArray m = gaussian(3, h, h).castTo(DataType.DOUBLE);
    PointBatch host = new HeldPoints(x);
    PointBatch held = held(x);
    for (PointBatch vectors : List.of(held, host)) {
      INDArray images = Nd4j.create(DataType.FLOAT, new long[] {67, h}, 'f');
      agree(here.images(host, images.dup('f')), there.images(vectors, images));
    }
    INDArray gram = Nd4j.create(DataType.FLOAT, new long[] {67, 67}, 'f');
    agree(host.gram(host, gram.dup('f')), held.gram(held, gram));
    agree(here.gram(), there.gram());
    agree(here.squaredNorms(), there.squaredNorms());
    here.add(0.1, List.of(new WideChange.Outer(host, c), new WideChange.Combination(m)));
    there.add(0.1, List.of(new WideChange.Outer(held, c), new WideChange.Combination(m)));
    agree(here.rows(0, d), there.rows(0, d));
  }

  /**
   * Tiles of 256 numbers, of which the last ones are not whole, in everything that has a side d.
   */
  @Test
  void tilesAddUpToTheWhole() {
    int d = 259;
    INDArray weights = gaussian(0, d, 3);
    INDArray matrix = gaussian(4, d, 3);
    INDArray c = gaussian(2, 5, 3);
    INDArray m = gaussian(3, 3, 3).castTo(DataType.DOUBLE);
    WideLayer here = new NdWideLayer(weights.dup('f'));
    try (DeviceProducts small = new DeviceProducts(device, 256);
        CudaWideLayer there = new CudaWideLayer(small, d, 3);
        CudaPointBatch drawn = CudaPointBatch.drawn(small, KEY, 5, d);
        CudaPointBatch same = CudaPointBatch.drawn(small, KEY, 5, d)) {
      there.take(weights);
      assertEquals(51, drawn.tile());
      INDArray whole = drawn.columns(0, d);
      PointBatch host = new HeldPoints(whole);
      for (PointBatch vectors : List.of(drawn, host)) {
        INDArray images = Nd4j.create(DataType.FLOAT, new long[] {5, 3}, 'f');
        agree(here.images(host, images.dup('f')), there.images(vectors, images));
        INDArray gram = Nd4j.create(DataType.FLOAT, new long[] {5, 5}, 'f');
        agree(host.gram(host, gram.dup('f')), drawn.gram(vectors, gram));
        List<WideChange> changes =
            List.of(new WideChange.Outer(vectors, c), new WideChange.Combination(m));
        here.add(0.1, changes);
        there.add(0.1, changes);
        agree(here.rows(0, d), there.rows(0, d));
        INDArray target = gaussian(5, d - 20, 3);
        INDArray expected = target.dup('f');
        here.addTo(expected, 11, d - 9, 0.3, changes);
        there.addTo(target, 11, d - 9, 0.3, changes);
        agree(expected, target);
      }
      assertEquals(whole, same.columns(0, d));
      agree(host.times(matrix, c.like()), drawn.times(matrix, c.like()));
      agree(Nd4j.create(host.squaredRadii()), Nd4j.create(drawn.squaredRadii()));
      agree(here.products(matrix), there.products(matrix));
      agree(here.columnDots(matrix), there.columnDots(matrix));
      agree(here.gram(), there.gram());
    }
  }

  /** The device's own law: the numbers of double, rounded to 11 bits. */
  @Test
  void drawnVectorsAreTheDevicesNormals() {
    INDArray columns = drawn(KEY, 5, 19, DataType.FLOAT).columns(3, 18);
    for (int p = 0; p < 5; p++) {
      for (int i = 3; i < 18; i++) {
        double exact = Draws.normal(i, p, 0, BallStep.VECTORS, KEY);
        double found = columns.getDouble(p, i - 3);
        assertEquals(exact, found, Math.abs(exact) * 0x1p-11 + 2e-5);
        assertEquals(found, Draws.rounded(found), 0);
      }
    }
  }

  @Test
  void tooLittleMemoryIsSaidBeforeAnythingIsTaken() {
    assumeTrue(device.totalBytes() == 4L << 30, "the stand-in's memory");
    long before = device.freeBytes();
    CudaException refused =
        assertThrows(CudaException.class, () -> new CudaWideLayer(products, 10_000_000, 128));
    assertEquals(
        "a layer of 128 units in 10,000,000 dimensions needs 4.77 GiB of the device's memory, but of"
            + " 4.00 GiB of a stand-in on the CPU only 4.00 are free",
        refused.getMessage());
    assertTrue(before <= device.freeBytes());
  }

  @Test
  void doubleIsRefused() {
    INDArray weights = gaussian(0, 3, 2);
    WideLayer layer = layer(weights);
    PointBatch doubles = new HeldPoints(gaussian(1, 2, 3).castTo(DataType.DOUBLE));
    INDArray out = Nd4j.create(DataType.FLOAT, new long[] {2, 2}, 'f');
    assertEquals(
        "a device takes vectors in float, were in DOUBLE",
        assertThrows(IllegalArgumentException.class, () -> layer.images(doubles, out))
            .getMessage());
  }
}
