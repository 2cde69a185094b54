package org.sdze.optimizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the bits of a training depend on beside its settings and its seed: other kernels and other
 * numbers of threads add the same numbers up in another order.
 *
 * @param processor its own name; "unknown" where the system does not tell it
 * @param blas the library of the products of matrices, with its version where that is known
 * @param core the processor whose kernels OpenBLAS has chosen, as in {@code OPENBLAS_CORETYPE};
 *     "unknown" of other libraries
 * @param threads of ND4J's elementwise operations
 * @param blasThreads of the products of matrices
 */
public record Arithmetic(String processor, String blas, String core, int threads, int blasThreads) {

  private static final Logger LOG = LoggerFactory.getLogger(Arithmetic.class);

  private static final String UNKNOWN = "unknown";

  /** OpenBLAS's names of the processors that its kernels are written for. */
  private static final String CORES =
      "KATMAI COPPERMINE NORTHWOOD PRESCOTT BANIAS ATHLON CORE2 PENRYN DUNNINGTON NEHALEM"
          + " SANDYBRIDGE HASWELL SKYLAKEX COOPERLAKE SAPPHIRERAPIDS ATOM NANO OPTERON OPTERON_SSE3"
          + " BARCELONA BOBCAT BULLDOZER PILEDRIVER STEAMROLLER EXCAVATOR ZEN ARMV8 ARMV8SVE ARMV9SME"
          + " CORTEXA53 CORTEXA55 CORTEXA57 CORTEXA72 CORTEXA73 CORTEXA76 NEOVERSEN1 NEOVERSEN2"
          + " NEOVERSEV1 FALKOR THUNDERX THUNDERX2T99 THUNDERX3T110 TSV110 EMAG8180 A64FX VORTEX"
          + " VORTEXM4 FT2000";

  /** That of this process. */
  public static Arithmetic here() {
    return new Arithmetic(
        processorName(),
        blasName(),
        coreName(),
        Nd4j.getEnvironment().maxThreads(),
        Nd4j.factory().blas().getMaxThreads());
  }

  /**
   * What is not as before, such as "2 BLAS threads instead of 1"; empty if nothing is.
   *
   * @param before that of an earlier process
   */
  public Optional<String> differenceFrom(Arithmetic before) {
    String differences =
        Stream.of(
                difference(processor, before.processor, "processor "),
                difference(blas, before.blas, ""),
                difference(core, before.core, "kernels for "),
                difference(threads, before.threads, "threads: "),
                difference(blasThreads, before.blasThreads, "BLAS threads: "))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return differences.isEmpty() ? Optional.empty() : Optional.of(differences);
  }

  private static @Nullable String difference(Object now, Object before, String what) {
    return now.equals(before) ? null : Text.format("%s%s instead of %s", what, now, before);
  }

  /** Says in the log where products of matrices run at a fraction of the processor's speed. */
  public static void warnOfSlowKernels() {
    slowKernels(here(), ofProcessor("flags")).ifPresent(LOG::warn);
  }

  /**
   * What to say where OpenBLAS knows less than the processor can: of one that is younger than
   * itself it uses the kernels of 2004.
   *
   * @param flags what the processor can, as Linux tells it
   */
  static Optional<String> slowKernels(Arithmetic here, String flags) {
    List<String> can = List.of(flags.split(" "));
    String core =
        can.contains("avx512vl") ? "SKYLAKEX" : can.contains("avx2") ? "HASWELL" : UNKNOWN;
    if (!here.core.equals("prescott") || core.equals(UNKNOWN)) {
      return Optional.empty();
    }
    return Optional.of(
        Text.format(
            "%s does not know the processor %s and multiplies matrices by its kernels for Prescott, at"
                + " a fraction of the speed: take a newer org.bytedeco:openblas, as dl4j-sdze-bom"
                + " does, or set OPENBLAS_CORETYPE=%s in the environment",
            here.blas, here.processor, core));
  }

  /** The processor's own name, which Java does not know. */
  private static String processorName() {
    return ofProcessor("model name");
  }

  private static String ofProcessor(String what) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith(what))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) { // not Linux
      return UNKNOWN;
    }
  }

  private static String blasName() {
    String vendor = Nd4j.factory().blas().getBlasVendor().toString();
    if (!vendor.equals("OPENBLAS")) {
      return vendor;
    }
    try {
      ClassLoader loader = Nd4j.class.getClassLoader();
      Package javaSide =
          Class.forName("org.bytedeco.openblas.global.openblas_nolapack", false, loader)
              .getPackage();
      return "OpenBLAS " + Objects.requireNonNullElse(javaSide.getImplementationVersion(), UNKNOWN);
    } catch (ClassNotFoundException e) {
      return "OpenBLAS " + UNKNOWN;
    }
  }

  /**
   * OpenBLAS has a table of kernels for each processor, and {@code gotoblas} points to the one in
   * use. Its function {@code openblas_get_corename} cannot be called: JavaCPP has no wrapper of it.
   */
  private static String coreName() {
    Pointer inUse = Loader.addressof("gotoblas");
    if (inUse == null) {
      return UNKNOWN;
    }
    Pointer table = new PointerPointer<Pointer>(inUse).get();
    return Arrays.stream(CORES.split(" "))
        .filter(core -> table.equals(Loader.addressof("gotoblas_" + core)))
        .map(core -> core.toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
