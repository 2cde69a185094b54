package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** All tests of a build run on the backend that its profile names, and on no other silently. */
class BackendTest {

  @Test
  @Tag("cpu")
  void testsRunOnTheCpu() {
    assertEquals("CPU", backend());
  }

  @Test
  @Tag("cuda")
  void testsRunOnTheGpu() {
    assertEquals("CUDA", backend());
  }

  private static String backend() {
    return Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
  }
}
