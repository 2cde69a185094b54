package org.sdze.optimizer.wide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * What every {@link WideLayer}, and every {@link PointBatch} that goes with it, is held to: plain
 * loops in double precision, and the same bits of the same key whatever the tiles are. An
 * implementation joins by extending it.
 */
public abstract class WideLayerContract {

  private static final RandomKey KEY = RandomKey.root(83);
  private static final int D = 37;
  private static final int H = 6;
  private static final int N = 5;

  /** A layer of these weights, {@code [d, h]}, which it may copy. */
  protected abstract WideLayer layer(INDArray weights);

  /** These vectors, {@code [n, d]}, held where such a layer's weights are. */
  protected abstract PointBatch held(INDArray vectors);

  /** Vectors of a law of the implementation's choice, drawn from a key. */
  protected abstract PointBatch drawn(RandomKey key, long count, long dimension, DataType type);

  /** The type of its numbers. */
  protected DataType type() {
    return DataType.DOUBLE;
  }

  /** The precision of a product, relative to its norm. */
  protected double tolerance() {
    return 1e-13;
  }

  /** A layer, and its weights as they ought to be: in double. */
  private final INDArray weights = exact(gaussian(0, D, H));

  private final WideLayer layer = layer(gaussian(0, D, H));

  /** Numbers of the layer's type. */
  private INDArray gaussian(int index, long rows, long columns) {
    INDArray matrix = empty(rows, columns);
    KeyedDraws.gaussian(KEY.index(index), matrix);
    return matrix;
  }

  private INDArray empty(long rows, long columns) {
    return Nd4j.createUninitialized(type(), new long[] {rows, columns}, 'f').assign(Double.NaN);
  }

  /** The same numbers in double, in which every expectation is calculated. */
  private static INDArray exact(INDArray matrix) {
    return matrix.castTo(DataType.DOUBLE).dup('f');
  }

  /** A product by plain loops. */
  private static INDArray times(INDArray a, INDArray b) {
    double[][] left = a.toDoubleMatrix();
    double[][] right = b.toDoubleMatrix();
    double[][] product = new double[left.length][right[0].length];
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right[0].length; j++) {
        for (int k = 0; k < right.length; k++) {
          product[i][j] += left[i][k] * right[k][j];
        }
      }
    }
    return Nd4j.create(product);
  }

  private void agree(INDArray expected, INDArray actual) {
    agree(expected, actual, tolerance());
  }

  private static void agree(INDArray expected, INDArray actual, double tolerance) {
    assertArrayEquals(expected.shape(), actual.shape());
    double difference = exact(actual).sub(expected).norm2Number().doubleValue();
    assertEquals(0, difference / expected.norm2Number().doubleValue(), tolerance);
  }

  /** ‖x_i‖². */
  private static INDArray squares(INDArray vectors) {
    INDArray exact = exact(vectors);
    return exact.mul(exact).sum(1);
  }

  private static long[] bits(INDArray array) {
    return Arrays.stream(array.dup('f').data().asDouble())
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  private static INDArray rows(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  /** Somebody else's batch, of which a layer knows the columns alone, four of them at a time. */
  private record Foreign(INDArray vectors) implements PointBatch {
    @Override
    public long count() {
      return vectors.rows();
    }

    @Override
    public long dimension() {
      return vectors.columns();
    }

    @Override
    public DataType dataType() {
      return vectors.dataType();
    }

    @Override
    public INDArray columns(long from, long to) {
      return vectors.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
    }

    @Override
    public long tile() {
      return 4;
    }
  }

  private List<PointBatch> batches(INDArray vectors) {
    return List.of(held(vectors.dup('f')), new Foreign(vectors));
  }

  @Test
  void itSaysItsShapeAndType() {
    assertEquals(D, layer.inputs());
    assertEquals(H, layer.outputs());
    assertEquals(type(), layer.dataType());
    for (PointBatch batch : batches(gaussian(1, N, D))) {
      assertEquals(N, batch.count());
      assertEquals(D, batch.dimension());
      assertEquals(type(), batch.dataType());
    }
  }

  @Test
  void imagesAreTheProductsOfTheVectorsWithTheWeights() {
    INDArray x = gaussian(1, N, D);
    for (PointBatch batch : batches(x)) {
      INDArray out = empty(N, H);
      assertSame(out, layer.images(batch, out));
      agree(times(x, weights), out);
    }
  }

  /** The Gram matrix is summed in double whatever the type of the weights is. */
  @Test
  void productsOfTheColumnsAreThoseOfPlainLoops() {
    INDArray gram = layer.gram();
    assertEquals(DataType.DOUBLE, gram.dataType());
    agree(times(weights.transpose(), weights), gram, 1e-13);
    agree(weights.mul(weights).sum(true, 0), layer.squaredNorms());
    INDArray matrix = gaussian(2, D, H);
    agree(times(weights.transpose(), matrix), layer.products(matrix));
    agree(weights.mul(exact(matrix)).sum(true, 0), layer.columnDots(matrix));
  }

  /** Each of three kinds, and Xᵀ C of two batches beside each: all of W as it was before. */
  @Test
  void changesAreAddedAsTheWeightsWereBefore() {
    INDArray x = gaussian(1, N, D);
    INDArray c = gaussian(3, N, H);
    INDArray y = gaussian(4, 3, D);
    INDArray e = gaussian(5, 3, H);
    INDArray outer = times(x.transpose(), c);
    INDArray both = outer.add(times(y.transpose(), e));
    INDArray m = exact(gaussian(6, H, H));
    INDArray f = gaussian(7, 1, H);
    INDArray scaling = exact(f);
    for (int kind = 0; kind < 2; kind++) { // of batch
      WideChange one = new WideChange.Outer(batches(x).get(kind), c);
      WideChange two = new WideChange.Outer(batches(y).get(kind), e);
      added(outer, List.of(one));
      added(both, List.of(one, two));
      added(both.add(times(weights, m)), List.of(one, two, new WideChange.Combination(m)));
      added(outer.add(weights.mulRowVector(scaling)), List.of(one, new WideChange.Columns(f)));
      added(times(weights, m), List.of(new WideChange.Combination(m)));
      added(weights.mulRowVector(scaling), List.of(new WideChange.Columns(f)));
    }
  }

  /** Once as rows beside W, whose own stay, and once to W. */
  private void added(INDArray change, List<WideChange> changes) {
    for (int step : new int[] {1, 5, D}) {
      for (int from = 0; from < D; from += step) {
        int to = Math.min(D, from + step);
        INDArray target = gaussian(8, to - from, H);
        INDArray expected = exact(target).add(rows(change, from, to).mul(-0.7));
        layer.addTo(target, from, to, -0.7, changes);
        agree(expected, target);
      }
    }
    agree(weights, layer.rows(0, D));
    layer.add(-0.7, changes);
    weights.addi(change.mul(-0.7));
    consistent();
  }

  /** Whatever was kept of old weights has to be gone. */
  private void consistent() {
    agree(weights, layer.rows(0, D));
    agree(weights.mul(weights).sum(true, 0), layer.squaredNorms());
    agree(times(weights.transpose(), weights), layer.gram());
    INDArray x = gaussian(9, 2, D);
    agree(times(x, weights), layer.images(held(x), empty(2, H)));
    INDArray images = empty(2, H);
    agree(weights.mul(weights).sum(true, 0), layer.imagesAndNorms(held(x), images));
    agree(times(x, weights), images);
  }

  @Test
  void stepsThatFollowOneAnotherAddUp() {
    for (int step = 0; step < 20; step++) {
      INDArray x = gaussian(20 + step, N, D);
      INDArray c = gaussian(50 + step, N, H);
      INDArray f = gaussian(80 + step, 1, H);
      layer.add(0.1, List.of(new WideChange.Outer(held(x), c), new WideChange.Columns(f)));
      weights.addi(weights.mulRowVector(exact(f)).addi(times(x.transpose(), c)).muli(0.1));
    }
    consistent();
  }

  @Test
  void aProductWithTheWeightsThatIsNotTheLastIsRefused() {
    WideChange product = new WideChange.Columns(gaussian(7, 1, H));
    WideChange outer = new WideChange.Outer(held(gaussian(1, N, D)), gaussian(3, N, H));
    for (WideChange last : List.of(outer, product)) {
      assertThrows(IllegalArgumentException.class, () -> layer.add(1, List.of(product, last)));
    }
    agree(weights, layer.rows(0, D));
  }

  @Test
  void rowsAreReadAndWritten() {
    INDArray change = gaussian(10, 9, H);
    agree(rows(weights, 11, 20), layer.rows(11, 20));
    layer.subtract(11, 20, change);
    rows(weights, 11, 20).subi(exact(change));
    consistent();
  }

  @Test
  void vectorsHaveTheProductsOfPlainLoops() {
    INDArray x = gaussian(1, N, D);
    INDArray y = gaussian(4, 3, D);
    INDArray matrix = gaussian(2, D, H);
    INDArray c = gaussian(3, N, H);
    for (PointBatch batch : batches(x)) {
      agree(times(x, matrix), batch.times(matrix, empty(N, H)));
      agree(times(x, x.transpose()), batch.gram(batch, empty(N, N)));
      for (PointBatch other : batches(y)) {
        agree(times(x, y.transpose()), batch.gram(other, empty(N, 3)));
      }
      agree(squares(x), Nd4j.create(batch.squaredRadii()));
      INDArray target = gaussian(8, 20, H);
      INDArray expected = exact(target).add(rows(times(x.transpose(), c), 7, 27).mul(1.3));
      batch.addTransposed(target, 7, 27, 1.3, c);
      agree(expected, target);
    }
  }

  /** A batch that is drawn whole, column by column and by fives; and once more from its key. */
  @Test
  void theSameKeyGivesTheSameBitsWhateverTheTiles() {
    for (Supplier<PointBatch> batch :
        List.<Supplier<PointBatch>>of(
            () -> held(gaussian(1, N, D)), () -> drawn(KEY.index(11), N, D, type()))) {
      long[] whole = bits(batch.get().columns(0, D));
      assertEquals(N * D, whole.length);
      PointBatch again = batch.get();
      for (int step : new int[] {1, 5}) {
        for (int from = 0; from < D; from += step) {
          int to = Math.min(D, from + step);
          assertArrayEquals(
              Arrays.copyOfRange(whole, from * N, to * N), bits(again.columns(from, to)));
        }
      }
    }
    assertNotEquals(
        drawn(KEY.index(11), N, D, type()).columns(0, D).dup('f'),
        drawn(KEY.index(12), N, D, type()).columns(0, D).dup('f'));
  }

  @Test
  void drawnVectorsAreWhatTheirColumnsSay() {
    PointBatch batch = drawn(KEY.index(11), N, D, type());
    INDArray x = batch.columns(0, D).dup('f');
    INDArray c = gaussian(3, N, H);
    agree(times(x, weights), layer.images(batch, empty(N, H)));
    agree(times(x, x.transpose()), batch.gram(batch, empty(N, N)));
    agree(squares(x), Nd4j.create(batch.squaredRadii()));
    added(times(x.transpose(), c), List.of(new WideChange.Outer(batch, c)));
  }

  @Test
  void theSameCallsGiveTheSameBits() {
    WideLayer twin = layer(gaussian(0, D, H));
    for (WideLayer each : List.of(layer, twin)) {
      WideChange outer = new WideChange.Outer(held(gaussian(1, N, D)), gaussian(3, N, H));
      each.add(0.3, List.of(outer, new WideChange.Combination(exact(gaussian(6, H, H)))));
    }
    assertArrayEquals(bits(layer.rows(0, D)), bits(twin.rows(0, D)));
    assertArrayEquals(bits(layer.gram()), bits(twin.gram()));
    PointBatch x = held(gaussian(9, N, D));
    assertArrayEquals(bits(layer.images(x, empty(N, H))), bits(twin.images(x, empty(N, H))));
  }
}
