package org.sdze.examples.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The answer to a Ctrl-C (or a termination signal): a sentence of what is left, at any time.
 *
 * <p>The JVM answers the signal by running its shutdown hooks and then halting with status 130
 * (143). As long as a command has nothing to save, the hook of this class says so and lets the
 * process end. Once a command {@link #hold}s, the hook waits until {@link #close}, so that what was
 * reached can be saved and printed first; if that takes long, it says what it waits for.
 */
public final class Interruption implements AutoCloseable {

  private static final long PATIENCE_MILLISECONDS = 1_000;

  /** What may be given up is given up after so long: the rest is to be saved soon. */
  private static final long OVERDUE_NANOSECONDS = 500_000_000;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::answer, "interruption");
  private final Consumer<String> voice;
  private boolean isHeld;
  private boolean isSilent;
  private boolean isRequested;
  private long requestedAt;
  private String meanwhile = "";
  private String remains = "nothing was left";

  /**
   * Listens from now on.
   *
   * @param voice says a sentence to the user
   */
  public Interruption(Consumer<String> voice) {
    this.voice = voice;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * From now on the process ends after {@link #close} only: the run ends by itself once it {@link
   * #isRequested}.
   *
   * @param meanwhile said where that takes longer than a second
   */
  public synchronized void hold(String meanwhile) {
    this.isHeld = true;
    this.meanwhile = meanwhile;
  }

  /** What an interruption leaves from now on, in words that follow "interrupted: ". */
  public synchronized void leaves(String remains) {
    this.remains = remains;
  }

  /** Says nothing: this is the child of a process that does. */
  public synchronized void silence() {
    isSilent = true;
  }

  /** Whether the run should end. */
  public synchronized boolean isRequested() {
    return isRequested;
  }

  /**
   * Whether something that can be done without should be given up: somebody has been waiting for it
   * for half a second.
   *
   * @param begin of that, by the clock of {@link System#nanoTime}
   */
  public synchronized boolean isOverdue(long begin) {
    long now = System.nanoTime();
    return isRequested && Math.min(now - begin, now - requestedAt) > OVERDUE_NANOSECONDS;
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

  private void answer() {
    if (request()) {
      if (!isSaved(PATIENCE_MILLISECONDS)) {
        say(words(true));
        while (!isSaved(Long.MAX_VALUE)) {
          // nobody interrupts a hook on purpose: keep waiting for what is being saved
        }
      }
    }
    say(words(false));
  }

  private synchronized boolean request() {
    isRequested = true;
    requestedAt = System.nanoTime();
    return isHeld;
  }

  private synchronized String words(boolean isWaiting) {
    return isSilent ? "" : "interrupted: " + (isWaiting ? meanwhile : remains);
  }

  private void say(String words) {
    if (!words.isEmpty()) {
      voice.accept(words);
    }
  }

  private boolean isSaved(long milliseconds) {
    try {
      return saved.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }
}
