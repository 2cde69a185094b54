package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BriefWaitsTest {

  @Test
  void whoHasSaidHowToWaitIsHeard() {
    assertTrue(BriefWaits.areWanted(Map.of("GOMP_CPU_AFFINITY", "0")));
    assertFalse(BriefWaits.areWanted(Map.of("GOMP_SPINCOUNT", "5")));
    assertFalse(BriefWaits.areWanted(Map.of("OMP_WAIT_POLICY", "ACTIVE")));
  }

  /** One a process, however many products are made, and the process ends without it. */
  @Test
  void oneThreadSleepsWhereNobodyHas() {
    SideBySide.run(1, part -> {});
    SideBySide.run(1, part -> {});
    List<Thread> asleep =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(BriefWaits.THREAD))
            .toList();
    assertEquals(BriefWaits.areWanted(System.getenv()) ? 1 : 0, asleep.size());
    assertTrue(asleep.stream().allMatch(Thread::isDaemon));
  }
}
