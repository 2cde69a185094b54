package org.sdze.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SoakTest {

  @Test
  void soakReadsTheResidentMemory() {
    for (Soak.Training training : Soak.Training.values()) {
      Soak.Settled settled = Soak.run(training, 4, 2, 2);
      assertTrue(settled.least() > 1 && settled.most() >= settled.least(), settled::toString);
    }
  }
}
