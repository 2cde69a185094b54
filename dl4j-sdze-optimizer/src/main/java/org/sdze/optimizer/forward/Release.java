package org.sdze.optimizer.forward;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Frees large temporary arrays at once. Their memory lies outside Java's heap: without this it is
 * freed when the collector happens to find their small handles, and piles up until then.
 */
public final class Release {

  private Release() {}

  /**
   * Frees arrays that nobody uses any more. Views, arrays of a workspace and arrays that are freed
   * already are left alone.
   */
  public static void of(@Nullable INDArray... arrays) {
    for (INDArray array : arrays) {
      if (array != null && !array.isView() && array.closeable()) {
        array.close();
      }
    }
  }

  /** Frees the memory that arrays lie in, whoever else may be a view of it. */
  public static void bases(@Nullable INDArray... arrays) {
    for (INDArray array : arrays) {
      if (array != null) {
        withBase(array, List.of());
      }
    }
  }

  private static DataBuffer base(INDArray array) {
    DataBuffer data = array.data();
    return data.originalDataBuffer() == null ? data : data.originalDataBuffer();
  }

  /**
   * Frees the memory that an array lies in, of which it may be a view, unless one of the others
   * lies there as well.
   *
   * @param others all arrays of that memory that are still used; those that are null or empty do
   *     not count
   */
  public static void withBase(INDArray array, List<@Nullable INDArray> others) {
    if (array.isEmpty() || array.isAttached() || array.wasClosed()) {
      return;
    }
    DataBuffer base = base(array);
    long begin = base.address();
    long end = begin + base.length() * base.getElementSize();
    boolean isShared =
        others.stream()
            .filter(other -> other != null && !other.isEmpty() && !other.wasClosed())
            .mapToLong(other -> other.data().address())
            .anyMatch(address -> address >= begin && address < end);
    if (!isShared && base.closeable()) {
      base.close();
    }
  }
}
