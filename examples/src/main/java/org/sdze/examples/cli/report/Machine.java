package org.sdze.examples.cli.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;

/** The machine that a run was made on. */
public final class Machine {

  private static final long MEBIBYTE = 1 << 20;

  private Machine() {}

  /** What bears on speed and memory beside the {@link Arithmetic}, by name. */
  static Map<String, Object> describe() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("arch", System.getProperty("os.arch"));
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      machine.put("memoryMiB", system.getTotalMemorySize() / MEBIBYTE);
    }
    machine.put("heapLimitMiB", Runtime.getRuntime().maxMemory() / MEBIBYTE);
    machine.put("offHeapLimitMiB", Pointer.maxBytes() / MEBIBYTE);
    return machine;
  }

  /** The machine and what runs on it, in half a sentence. */
  public static String inWords() {
    Map<String, Object> machine = describe();
    Arithmetic arithmetic = Arithmetic.here();
    return Text.format(
        "%s, %s cores, %s MiB of memory, %s; Java %s, DL4J %s, %s with kernels for %s",
        arithmetic.processor(),
        machine.get("cores"),
        machine.get("memoryMiB"),
        machine.get("os"),
        Versions.java(),
        Versions.dl4j(),
        arithmetic.blas(),
        arithmetic.core());
  }
}
