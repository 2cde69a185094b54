package org.sdze.optimizer.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The resident memory of this process, now and the largest so far. */
public final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final String PRESENT = "VmRSS:";

  private PeakMemory() {}

  /**
   * In MiB: the kernel's own high-water mark on Linux. Elsewhere the resident memory of this
   * moment, which JavaCPP knows for every platform and which misses what was given back before.
   */
  public static double mebibytes() {
    return mebibytes(PEAK);
  }

  /** At this moment, in MiB. */
  public static double presentMebibytes() {
    return mebibytes(PRESENT);
  }

  private static double mebibytes(String entry) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(entry)) {
          return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      // no such file: not Linux
    }
    return Pointer.physicalBytes() / (double) (1 << 20);
  }
}
