package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.JavaProcess;

/** What is said of the arithmetic is what ND4J and OpenBLAS were told to use. */
class ArithmeticTest {

  @TempDir Path folder;

  /** Another process: writes its arithmetic to a file. */
  static final class Told {
    private Told() {}

    public static void main(String[] file) throws IOException {
      Arithmetic here = Arithmetic.here();
      Files.writeString(
          Path.of(file[0]), "%s %d %d".formatted(here.core(), here.threads(), here.blasThreads()));
    }
  }

  /** Both kernels run on any processor of this family that is younger than 2013. */
  @Test
  @Tag("cpu")
  void coreAndThreadsAreThoseOfTheEnvironment() throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "needs kernels to choose from");
    Path file = folder.resolve("arithmetic");
    for (String core : new String[] {"Prescott", "Haswell"}) {
      for (int threads : new int[] {1, 3}) {
        JavaProcess.run(
            Map.of("OPENBLAS_CORETYPE", core, "OMP_NUM_THREADS", Integer.toString(threads)),
            Told.class,
            folder,
            file.toString());
        assertEquals(
            "%s %d %d".formatted(core.toLowerCase(java.util.Locale.ROOT), threads, threads),
            Files.readString(file));
      }
    }
  }

  @Test
  @Tag("cpu")
  void processorLibraryAndKernelsHaveNames() {
    Arithmetic here = Arithmetic.here();
    assertTrue(here.blas().matches("OpenBLAS \\d.*"), here.toString());
    assertNotEquals("unknown", here.core(), here.toString());
    assertTrue(here.threads() > 0 && here.blasThreads() > 0, here.toString());
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
    assertNotEquals("", here.processor());
  }

  @Test
  void whatDiffersIsNamed() {
    Arithmetic one = new Arithmetic("A", "OpenBLAS 1", "haswell", 2, 1);
    assertEquals(Optional.empty(), one.differenceFrom(one));
    assertEquals(
        Optional.of("threads: 4 instead of 2"),
        new Arithmetic("A", "OpenBLAS 1", "haswell", 4, 1).differenceFrom(one));
    assertEquals(
        Optional.of(
            "processor B instead of A, OpenBLAS 2 instead of OpenBLAS 1,"
                + " kernels for zen instead of haswell, BLAS threads: 3 instead of 1"),
        new Arithmetic("B", "OpenBLAS 2", "zen", 2, 3).differenceFrom(one));
  }

  @Test
  void kernelsThatKnowLessThanTheProcessorAreNamed() {
    Arithmetic fallback = new Arithmetic("Newest", "OpenBLAS 1", "prescott", 2, 2);
    String said = Arithmetic.slowKernels(fallback, "fpu sse3 avx2 avx512f avx512vl").orElseThrow();
    assertTrue(said.contains("OpenBLAS 1 does not know the processor Newest"), said);
    assertTrue(said.contains("OPENBLAS_CORETYPE=SKYLAKEX"), said);
    assertTrue(
        Arithmetic.slowKernels(fallback, "fpu sse3 avx2").orElseThrow().contains("=HASWELL"));
    assertEquals(Optional.empty(), Arithmetic.slowKernels(fallback, "fpu sse3"));
    Arithmetic known = new Arithmetic("Newest", "OpenBLAS 1", "haswell", 2, 2);
    assertEquals(Optional.empty(), Arithmetic.slowKernels(known, "fpu sse3 avx2 avx512vl"));
  }
}
