package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** The stand-in for CUDA's driver, compiled once; tests that need it are skipped without g++. */
final class StandIn {

  /** Names the library that is loaded in place of the machine's. */
  static final String PROPERTY = "sdze.cuda.library";

  private static final Path LIBRARY = Path.of("target", "stand-in", "libcuda.so").toAbsolutePath();

  private static final Path KERNELS = Path.of("src/main/resources/org/sdze/cuda/kernels.cu");
  private static final Path DRIVER = Path.of("src/test/cpp/standin.cpp");

  private StandIn() {}

  /** Lets this process use it. */
  static synchronized void use() throws IOException, InterruptedException {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, library().toString());
    }
  }

  /** The library. */
  static synchronized Path library() throws IOException, InterruptedException {
    if (isStale()) {
      assumeTrue(hasCompiler(), "the stand-in needs g++");
      Files.createDirectories(LIBRARY.getParent());
      Path made = Files.createTempFile(LIBRARY.getParent(), "libcuda", ".so");
      Process compiler =
          new ProcessBuilder(
                  "g++",
                  "-O2",
                  "-std=c++17",
                  "-Wno-unknown-pragmas",
                  "-shared",
                  "-fPIC",
                  "-I",
                  KERNELS.getParent().toString(),
                  "-o",
                  made.toString(),
                  DRIVER.toString())
              .inheritIO()
              .start();
      assertEquals(0, compiler.waitFor(), "g++");
      // another process of the tests may be at it, too
      Files.move(
          made, LIBRARY, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return LIBRARY;
  }

  private static boolean isStale() throws IOException {
    if (!Files.exists(LIBRARY)) {
      return true;
    }
    FileTime made = Files.getLastModifiedTime(LIBRARY);
    return made.compareTo(Files.getLastModifiedTime(KERNELS)) < 0
        || made.compareTo(Files.getLastModifiedTime(DRIVER)) < 0;
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
}
