package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.testing.JavaProcess;

/** What a machine lacks, in processes of their own: one sentence and exit code 2. */
class RefusalTest {

  @Test
  void noDriver() throws IOException, InterruptedException {
    assertRefused(
        "no CUDA driver was found: the library libcuda.so.1 of NVIDIA's driver is not on this machine",
        "/nowhere/libcuda.so.1",
        Map.of());
  }

  @Test
  void aLibraryThatIsNoDriver() throws IOException, InterruptedException {
    String other = Path.of(System.getProperty("java.home"), "lib", "libjava.so").toString();
    String said = run(other, Map.of(), 2);
    assertTrue(
        said.startsWith("sdze: the CUDA driver is too old: it lacks a function"), () -> said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEVICES | 0 | the CUDA driver is installed, but it finds no device",
        "DRIVER | 11040 | the CUDA driver is too old: it knows CUDA 11.4, but 12.4 is needed, which"
            + " drivers have since version 550",
        "CAPABILITY | 75 | the device a stand-in on the CPU has compute capability 7.5, but 8.0 is the"
            + " least: of NVIDIA's GPUs, those since Ampere",
      })
  void whatIsLacking(String what, String value, String sentence)
      throws IOException, InterruptedException {
    assertRefused(sentence, StandIn.library().toString(), Map.of("STANDIN_" + what, value));
  }

  private static void assertRefused(String sentence, String library, Map<String, String> lacking)
      throws IOException, InterruptedException {
    assertEquals("sdze: " + sentence + "\n", run(library, lacking, 2));
  }

  private static String run(String library, Map<String, String> environment, int exitCode)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + StandIn.PROPERTY + "=" + library,
                "-cp",
                JavaProcess.classPath(),
                CudaBench.class.getName(),
                "10x1x1"));
    builder.redirectErrorStream(true).environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(exitCode, process.exitValue(), said);
    return said;
  }
}
