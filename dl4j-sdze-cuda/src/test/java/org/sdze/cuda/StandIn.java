package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The stand-in for CUDA's driver, compiled once; tests that need it are skipped without g++. */
final class StandIn {

  /** Names the library that is loaded in place of the machine's. */
  static final String PROPERTY = "sdze.cuda.library";

  private static final Path LIBRARY = Path.of("target", "stand-in", "libcuda.so").toAbsolutePath();

  private StandIn() {}

  /** Lets this process use it. */
  static synchronized void use() throws IOException, InterruptedException {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, library().toString());
    }
  }

  /** The library. */
  static synchronized Path library() throws IOException, InterruptedException {
    if (!Files.exists(LIBRARY)) {
      assumeTrue(hasCompiler(), "the stand-in needs g++");
      Files.createDirectories(LIBRARY.getParent());
      Process compiler =
          new ProcessBuilder(
                  "g++",
                  "-O2",
                  "-std=c++17",
                  "-Wno-unknown-pragmas",
                  "-shared",
                  "-fPIC",
                  "-I",
                  "src/main/resources/org/sdze/cuda",
                  "-o",
                  LIBRARY.toString(),
                  "src/test/cpp/standin.cpp")
              .inheritIO()
              .start();
      assertEquals(0, compiler.waitFor(), "g++");
    }
    return LIBRARY;
  }

  private static boolean hasCompiler() throws InterruptedException {
    try {
      Process version = new ProcessBuilder("g++", "--version").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      return version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the stand-in takes for its machine. */
  static Map<String, String> lacking(String what, String value) {
    return Map.of("STANDIN_" + what, value);
  }
}
