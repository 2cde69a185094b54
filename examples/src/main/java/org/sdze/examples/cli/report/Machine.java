package org.sdze.examples.cli.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/** The machine that a run was made on. */
public final class Machine {

  private static final long MEBIBYTE = 1 << 20;

  private Machine() {}

  /** What bears on speed and memory, by name. */
  static Map<String, Object> describe() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("arch", System.getProperty("os.arch"));
    machine.put("processor", processor());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      machine.put("memoryMiB", system.getTotalMemorySize() / MEBIBYTE);
    }
    machine.put("heapLimitMiB", Runtime.getRuntime().maxMemory() / MEBIBYTE);
    machine.put("offHeapLimitMiB", Pointer.maxBytes() / MEBIBYTE);
    Properties nd4j = Nd4j.getExecutioner().getEnvironmentInformation();
    machine.put("blas", String.valueOf(nd4j.get("blas.vendor")));
    machine.put("nd4jThreads", String.valueOf(nd4j.get("omp.threads")));
    return machine;
  }

  /** The machine and what runs on it, in half a sentence. */
  public static String inWords() {
    Map<String, Object> machine = describe();
    return "%s, %s cores, %s MiB of memory, %s; Java %s, DL4J %s"
        .formatted(
            machine.get("processor"),
            machine.get("cores"),
            machine.get("memoryMiB"),
            machine.get("os"),
            Versions.java(),
            Versions.dl4j());
  }

  /** The processor's own name, which Java does not know; "unknown" where Linux does not tell. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
