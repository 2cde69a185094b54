package org.sdze.optimizer.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NoiseCreditTest {

  @Test
  void whoAsksForProbesGetsThem() {
    assertEquals(5, new NoiseCredit(5, 1e-2, true).probesOf(1, 20));
  }

  /** Layers get what their share of two evaluations pays for, one at least and four at most. */
  @Test
  void thriftyProbesAreFewWhereTheyAreDear() {
    NoiseCredit thrifty = new NoiseCredit(4, true, 1e-2, true);
    assertEquals(4, thrifty.probesOf(0, 1));
    assertEquals(4, thrifty.probesOf(0.12, 1));
    assertEquals(2, thrifty.probesOf(0.9, 1));
    assertEquals(1, thrifty.probesOf(0.9, 2));
    assertEquals(4, thrifty.probesOf(0.2, 2));
    assertEquals(1, thrifty.probesOf(1, 40));
    for (int layers = 1; layers < 30; layers++) {
      double spent = 0;
      double least = 0; // with one probe each
      for (int k = 1; k <= layers; k++) {
        double rerun = k / (layers + 1.0);
        spent += thrifty.probesOf(rerun, layers) * rerun;
        least += rerun;
      }
      assertTrue(spent <= 2 + least, layers + " layers take " + spent);
    }
  }
}
