package org.sdze.cuda;

import org.jspecify.annotations.Nullable;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.CudaException;
import org.sdze.optimizer.text.Text;

/**
 * ND4J's own CUDA backend, 1.0.0-M2.1 for CUDA 11.6. It holds machine code for compute capability
 * 3.7 to 8.6, and nothing that a newer device could translate; 8.9 runs what is for 8.6.
 */
public final class Nd4jBackend {

  private static final String CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final int FIRST_WITHOUT_CODE = 90;

  private Nd4jBackend() {}

  /**
   * Why that backend, if it is on the class path, cannot run on this machine's device.
   *
   * @return one sentence; null where it may run, or is not there
   */
  public static @Nullable String refusal() {
    return refusal(ClassLoader.getSystemResource(CLASS) != null);
  }

  static @Nullable String refusal(boolean isThere) {
    if (!isThere) {
      return null;
    }
    try (CudaDevice device = CudaDevice.open()) {
      return device.capability() < FIRST_WITHOUT_CODE
          ? null
          : Text.format(
              "ND4J's CUDA backend has code for compute capability 3.7 to 8.6, and none for %s:"
                  + " build without -Pcuda, and let --device cuda make the steps",
              device.inWords());
    } catch (CudaException e) {
      return null; // what is missing, ND4J says itself
    }
  }
}
