package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Nd4jBackendTest {

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

  @Test
  void aDeviceThatItHasNoCodeForIsRefused() {
    assertEquals(
        "ND4J's CUDA backend has code for compute capability 3.7 to 8.6, and none for a stand-in on the"
            + " CPU, compute capability 9.0, 4.0 GiB, driver for CUDA 13.0: build without -Pcuda, and"
            + " let --device cuda make the steps",
        Nd4jBackend.refusal(true));
  }

  @Test
  void withoutThatBackendNothingIsAsked() {
    assertNull(Nd4jBackend.refusal());
  }
}
