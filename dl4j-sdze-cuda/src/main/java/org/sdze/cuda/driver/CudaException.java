package org.sdze.cuda.driver;

/** A device that cannot be used, or a call that it refused: one sentence that says why. */
public final class CudaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CudaException(String message) {
    super(message);
  }
}
