package org.sdze.optimizer.algebra;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Lets the threads of ND4J's operations wait for work for a short time before they sleep, as {@code
 * GOMP_SPINCOUNT=1000} in the environment does: otherwise they spin for milliseconds, beside the
 * next operation.
 *
 * <p>GNU's OpenMP waits so where it has started more threads than there are processors, and it
 * counts those of every thread that ever asked for some, as long as that thread lives. So one asks
 * for them once, and sleeps until the process ends.
 */
final class BriefWaits {

  /** Its name. */
  static final String THREAD = "sdze-brief-waits";

  private static final int SHARED = 1 << 16; // numbers of an operation that ND4J shares out

  private BriefWaits() {}

  /** Whether nobody has said how they are to wait. */
  static boolean areWanted(Map<String, String> environment) {
    return !environment.containsKey("GOMP_SPINCOUNT")
        && !environment.containsKey("OMP_WAIT_POLICY");
  }

  /** From now on. Once a process. */
  static void begin() {
    Thread thread = new Thread(BriefWaits::askAndSleep, THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private static void askAndSleep() {
    Nd4j.ones(DataType.FLOAT, SHARED).addi(1).close();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) { // nobody has a reason to
      Thread.currentThread().interrupt();
    }
  }
}
