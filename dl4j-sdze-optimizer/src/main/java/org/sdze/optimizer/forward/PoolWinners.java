package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.bool.BroadcastEqualTo;
import org.nd4j.linalg.convolution.Convolution;
import org.nd4j.linalg.factory.Nd4j;

/** Which pixels of a map a max pool lets through. */
public final class PoolWinners {

  private PoolWinners() {}

  /**
   * Ones at the pixels that are the largest of some window, zeros elsewhere.
   *
   * @param maps {@code [batch, channels, height, width]}
   * @param kernel height and width of a window
   * @param stride between windows
   * @param padding of the map
   * @param isSame whether windows are placed as in "same" mode
   * @return of the shape of the maps
   */
  public static INDArray of(
      INDArray maps, int[] kernel, int[] stride, int[] padding, boolean isSame) {
    int[] pad = padding;
    if (isSame) {
      pad = new int[2];
      for (int k = 0; k < 2; k++) {
        long out = (maps.size(2 + k) + stride[k] - 1) / stride[k];
        long missing = (out - 1) * stride[k] + kernel[k] - maps.size(2 + k);
        pad[k] = (int) Math.max(0, missing / 2);
      }
    }
    // Padding is zeros: lifting the maps above them keeps it from winning.
    INDArray lifted = maps.sub(maps.minNumber().doubleValue() - 1);
    long height = outputs(maps.size(2), kernel[0], stride[0], pad[0], isSame);
    long width = outputs(maps.size(3), kernel[1], stride[1], pad[1], isSame);
    INDArray windows =
        Nd4j.createUninitialized(
            maps.dataType(),
            new long[] {maps.size(0), maps.size(1), kernel[0], kernel[1], height, width},
            'c');
    Convolution.im2col(
        lifted, kernel[0], kernel[1], stride[0], stride[1], pad[0], pad[1], 1, 1, isSame, windows);
    INDArray largest = windows.max(2, 3);
    INDArray isWon = Nd4j.createUninitialized(DataType.BOOL, windows.shape(), 'c');
    Nd4j.getExecutioner().exec(new BroadcastEqualTo(windows, largest, isWon, 0, 1, 4, 5));
    INDArray won = isWon.castTo(maps.dataType());
    Release.of(lifted, windows, largest, isWon);
    INDArray counts = Nd4j.createUninitialized(maps.dataType(), maps.shape(), 'c');
    Convolution.col2im(
        won,
        counts,
        stride[0],
        stride[1],
        pad[0],
        pad[1],
        (int) maps.size(2),
        (int) maps.size(3),
        1,
        1);
    INDArray isWinner = counts.gt(0);
    INDArray winners = isWinner.castTo(maps.dataType());
    Release.of(won, counts, isWinner);
    return winners;
  }

  private static long outputs(long size, int kernel, int stride, int padding, boolean isSame) {
    return isSame ? (size + stride - 1) / stride : (size + 2L * padding - kernel) / stride + 1;
  }
}
