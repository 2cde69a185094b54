package org.sdze.optimizer.algebra;

import java.util.function.IntConsumer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parts of a product made at a time, by one thread each, of {@link Workers}, which wait for work
 * briefly. OpenBLAS' own threads wait for each other by spinning: where other work has the cores, a
 * product of 400 by 512 numbers with itself takes twenty times its time.
 *
 * <p>While parts are made OpenBLAS is told to use one thread; afterwards it has as many as before.
 */
final class SideBySide {

  private static final SideBySide OF_PROCESS = new SideBySide(blasThreads());

  private final @Nullable IntPointer blasThreads; // null where OpenBLAS does not say
  private int users; // who make parts at this moment
  private int threads; // before the first of them

  private SideBySide(@Nullable IntPointer blasThreads) {
    this.blasThreads = blasThreads;
  }

  /**
   * Where OpenBLAS keeps the number; its setter takes 0.2 ms through JavaCPP. ND4J's own threads
   * are told not to be in the way.
   */
  private static @Nullable IntPointer blasThreads() {
    if (Nd4j.getExecutioner().type() != ExecutionerType.NATIVE_CPU) {
      return null;
    }
    if (BriefWaits.areWanted(System.getenv())) {
      BriefWaits.begin();
    }
    Loader.load(openblas.class);
    Pointer address = Loader.addressof("blas_cpu_number");
    return address == null || address.isNull() ? null : new IntPointer(address);
  }

  /** How many threads OpenBLAS has while nobody makes parts; 1 where it makes products itself. */
  static int threads() {
    return OF_PROCESS.count();
  }

  private synchronized int count() {
    return blasThreads == null ? 1 : users > 0 ? threads : blasThreads.get();
  }

  /**
   * Makes all parts.
   *
   * @param parts how many; one is made by this thread
   * @param part makes one, from 0
   */
  static void run(int parts, IntConsumer part) {
    OF_PROCESS.begin();
    try {
      Workers.run(parts, part);
    } finally {
      OF_PROCESS.end();
    }
  }

  private synchronized void begin() {
    if (blasThreads != null && users++ == 0) {
      threads = blasThreads.get();
      blasThreads.put(1);
    }
  }

  private synchronized void end() {
    if (blasThreads != null && --users == 0) {
      blasThreads.put(threads);
    }
  }
}
