package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static int[] counts(AtomicIntegerArray made) {
    int[] counts = new int[made.length()];
    Arrays.setAll(counts, made::get);
    return counts;
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 64, 1000})
  void everyPartIsMadeOnce(int parts) {
    for (int again = 0; again < 200; again++) {
      AtomicIntegerArray made = new AtomicIntegerArray(parts);
      Workers.run(parts, made::incrementAndGet);
      assertArrayEquals(ones(parts), counts(made));
    }
  }

  /** What they wrote is seen by who asked, without a lock. */
  @Test
  void nothingIsMissingAfterwards() {
    for (int again = 0; again < 2000; again++) {
      int mark = again + 1;
      int[] written = new int[8];
      Workers.run(written.length, part -> written[part] = mark);
      for (int each : written) {
        assertEquals(mark, each);
      }
    }
  }

  /** Whoever asked waits for a part that another thread has begun and is slow with. */
  @Test
  void slowPartsOfOthersAreAwaited() {
    Thread asking = Thread.currentThread();
    for (int again = 0; again < 20; again++) {
      AtomicIntegerArray made = new AtomicIntegerArray(2);
      Workers.run(
          2,
          part -> {
            spin(Thread.currentThread().equals(asking) ? 3_000_000 : 12_000_000);
            made.incrementAndGet(part);
          });
      assertArrayEquals(ones(2), counts(made));
    }
  }

  private static void spin(long nanoseconds) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanoseconds) {
      Thread.onSpinWait();
    }
  }

  /** Sleepers are woken, and parts go to more than one thread where there are processors. */
  @Test
  void partsAreShared() throws InterruptedException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int again = 0; again < 20; again++) {
      Thread.sleep(2);
      Workers.run(
          2,
          part -> {
            seen.add(Thread.currentThread());
            spin(5_000_000);
          });
    }
    int processors = Runtime.getRuntime().availableProcessors();
    assertEquals(processors > 1, seen.size() > 1);
  }

  @Test
  void aPartThatAsksIsServed() {
    AtomicIntegerArray made = new AtomicIntegerArray(12);
    assertTimeoutPreemptively(
        LONG,
        () ->
            Workers.run(
                4, outer -> Workers.run(3, inner -> made.incrementAndGet(3 * outer + inner))));
    assertArrayEquals(ones(12), counts(made));
  }

  @Test
  void whoAsksMeanwhileWorksAlone() {
    CountDownLatch under = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    assertTimeoutPreemptively(
        LONG,
        () -> {
          Thread first =
              new Thread(
                  () ->
                      Workers.run(
                          2,
                          part -> {
                            under.countDown();
                            await(ended);
                          }));
          first.start();
          await(under);
          AtomicIntegerArray made = new AtomicIntegerArray(5);
          Workers.run(5, made::incrementAndGet);
          assertArrayEquals(ones(5), counts(made));
          ended.countDown();
          first.join();
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** And the next piece of work finds everybody in order. */
  @Test
  void whatAPartThrowsReachesWhoAsked() {
    for (int failing = 0; failing < 4; failing++) {
      int at = failing;
      IllegalStateException thrown = new IllegalStateException("part " + at);
      AtomicIntegerArray made = new AtomicIntegerArray(4);
      IllegalStateException caught =
          assertThrows(
              IllegalStateException.class,
              () ->
                  Workers.run(
                      4,
                      part -> {
                        made.incrementAndGet(part);
                        if (part == at) {
                          throw thrown;
                        }
                      }));
      assertSame(thrown, caught);
      assertArrayEquals(ones(4), counts(made));
    }
    AssertionError error = new AssertionError();
    assertSame(
        error,
        assertThrows(
            AssertionError.class,
            () ->
                Workers.run(
                    2,
                    part -> {
                      throw error;
                    })));
  }
}
