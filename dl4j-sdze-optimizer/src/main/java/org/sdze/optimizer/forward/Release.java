package org.sdze.optimizer.forward;

import org.jspecify.annotations.Nullable;
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
}
