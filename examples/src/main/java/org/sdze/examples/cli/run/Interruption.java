package org.sdze.examples.cli.run;

import java.util.concurrent.CountDownLatch;

/**
 * The wish of a Ctrl-C (or a termination signal) that a run should end after the present step.
 *
 * <p>The JVM answers the signal by running its shutdown hooks and then halting with status 130
 * (143). Once a command listens, the hook of this class holds that up until {@link #close}, so that
 * what was reached can be saved and printed first. A command that does not listen ends at once.
 */
public final class Interruption implements AutoCloseable {

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "interruption");
  private volatile boolean requested;

  /** Listens to nothing yet. */
  public Interruption() {}

  /** Listens from now on; to be called once. */
  public void listen() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the run should end. */
  public boolean isRequested() {
    return requested;
  }

  /** Lets the process end: everything is saved and printed. */
  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is already ending, which is what the hook was for
    }
  }

  private void ask() {
    requested = true;
    boolean waiting = true;
    while (waiting) {
      try {
        saved.await();
        waiting = false;
      } catch (InterruptedException e) {
        // nobody interrupts a hook on purpose: keep waiting for what is being saved
      }
    }
  }
}
