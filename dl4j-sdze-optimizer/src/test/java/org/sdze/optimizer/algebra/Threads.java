package org.sdze.optimizer.algebra;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** As if OpenBLAS had some threads: tests run with one, where nothing is made in parts. */
final class Threads {

  private Threads() {}

  /**
   * Does work.
   *
   * @param work all of whose products are made side by side: OpenBLAS does not really have them
   */
  static void pretend(int count, Runnable work) {
    Loader.load(openblas.class);
    IntPointer threads = new IntPointer(Loader.addressof("blas_cpu_number"));
    int before = threads.get();
    threads.put(count);
    try {
      work.run();
    } finally {
      threads.put(before);
    }
  }
}
