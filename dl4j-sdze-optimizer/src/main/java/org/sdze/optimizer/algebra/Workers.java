package org.sdze.optimizer.algebra;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the parts of one piece of work with whoever asks for it. A step has some
 * thirty such pieces, a tenth of a millisecond each, with little between them: a thread that has
 * made a part looks out for the next piece for twice as long before it sleeps, since to be woken
 * takes as long as the work.
 *
 * <p>Nobody waits for a thread to wake up: parts go to who comes first, and the asking thread makes
 * all of them where no other is free. One piece is shared at a time; who asks meanwhile, and a part
 * that asks itself, works alone.
 */
public final class Workers {

  /** Nanoseconds for which a thread looks out. */
  private static final long AWAKE = 200_000;

  /** Nanoseconds between two looks whether a part has ended that takes longer. */
  private static final long NAP = 20_000;

  private static final Workers OF_PROCESS =
      new Workers(Runtime.getRuntime().availableProcessors() - 1);

  private final AtomicBoolean isTaken = new AtomicBoolean();
  private final Worker[] workers;
  private volatile @Nullable Job job;

  private Workers(int count) {
    workers = new Worker[count];
    for (int i = 0; i < count; i++) {
      workers[i] = new Worker("sdze-worker-" + (i + 1));
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /**
   * Makes all parts, by several threads at a time, in any order.
   *
   * @param parts how many
   * @param part makes one, counted from 0
   * @throws RuntimeException one that a part has thrown, once all have ended; likewise errors
   */
  public static void run(int parts, IntConsumer part) {
    OF_PROCESS.share(parts, part);
  }

  private void share(int parts, IntConsumer part) {
    if (parts == 1) {
      part.accept(0);
      return;
    }
    Job asked = new Job(parts, part);
    if (workers.length == 0 || !isTaken.compareAndSet(false, true)) {
      asked.work();
    } else {
      job = asked;
      for (int i = 0; i < Math.min(parts - 1, workers.length); i++) {
        workers[i].wake();
      }
      asked.work();
      asked.await();
      job = null;
      isTaken.set(false);
    }
    asked.rethrow();
  }

  /** One piece of work. */
  private static final class Job {
    private final int parts;
    private final IntConsumer part;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile @Nullable Throwable thrown;

    Job(int parts, IntConsumer part) {
      this.parts = parts;
      this.part = part;
    }

    /** Makes parts until all are begun; whether there was one. */
    boolean work() {
      boolean any = false;
      while (begun.get() < parts) {
        int next = begun.getAndIncrement();
        if (next >= parts) {
          return any;
        }
        any = true;
        try {
          part.accept(next);
        } catch (RuntimeException | Error e) {
          thrown = thrown == null ? e : thrown;
        } finally {
          ended.incrementAndGet();
        }
      }
      return any;
    }

    /** Until the parts that other threads have begun are ended, which takes no longer than one. */
    void await() {
      long begin = System.nanoTime();
      while (ended.get() < parts) {
        if (System.nanoTime() - begin < AWAKE) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, NAP);
        }
      }
    }

    void rethrow() {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }

  private final class Worker extends Thread {
    private volatile boolean sleeps;

    Worker(String name) {
      super(null, null, name, 0, false);
      setDaemon(true);
    }

    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long last = System.nanoTime();
      while (true) {
        Job shared = job;
        if (shared != null && shared.work()) {
          last = System.nanoTime();
        } else if (System.nanoTime() - last < AWAKE) {
          Thread.onSpinWait();
        } else {
          sleeps = true;
          if (job == shared) {
            LockSupport.park(this);
          }
          sleeps = false;
          last = System.nanoTime();
        }
      }
    }
  }
}
