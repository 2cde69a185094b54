package org.sdze.examples.cli.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateProcessTest {

  /** A quarter of the share for the heap, and what the JVM leaves for arrays. */
  @Test
  void aCandidateWatchesItselfWhereNobodyElseCan() {
    assertEquals(
        List.of(
            "-Xmx250m",
            "-Dorg.bytedeco.javacpp.maxbytes=590m",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=1000m"),
        CandidateProcess.memoryOptions(1_000, false));
    assertEquals(
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
        CandidateProcess.memoryOptions(1_000, true).get(2));
  }
}
