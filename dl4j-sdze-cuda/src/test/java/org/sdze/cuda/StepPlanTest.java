package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPlanTest {

  /** A block's shared memory on the smallest device that is taken, compute capability 8.6. */
  private static final int SHARED = 99 << 10;

  @ParameterizedTest
  @CsvSource({
    "1203, 16, 128, 132, 1, 16, 1, 128, 32, 19, 19, 19",
    "1203, 400, 512, 132, 4, 448, 7, 512, 448, 19, 4, 19",
    "10000000, 64, 128, 132, 4, 64, 1, 128, 64, 156250, 132, 132",
    "10000000, 20, 100, 84, 2, 32, 1, 128, 32, 156250, 84, 84",
    "100000000, 16, 128, 132, 1, 16, 1, 128, 32, 1562500, 132, 132",
    "1000, 1000, 2048, 132, 4, 1024, 16, 2048, 1024, 16, 1, 8",
  })
  void sizes(
      int d,
      int n,
      int h,
      int processors,
      int sixteens,
      int paddedPoints,
      int groups,
      int paddedWidth,
      int equations,
      int tiles,
      int forwardBlocks,
      int updateBlocks) {
    StepPlan plan = new StepPlan(d, n, h, processors);
    assertEquals(sixteens, plan.sixteens());
    assertEquals(paddedPoints, plan.paddedPoints());
    assertEquals(groups, plan.groups());
    assertEquals(paddedWidth, plan.paddedWidth());
    assertEquals(equations, plan.equations());
    assertEquals(tiles, plan.tiles());
    assertEquals(forwardBlocks, plan.forwardBlocks());
    assertEquals(updateBlocks, plan.updateBlocks());
    assertEquals((long) d * paddedWidth, plan.weights());
    for (int shared : new int[] {plan.forwardShared(), plan.crossShared(), plan.updateShared()}) {
      assertTrue(shared <= SHARED, () -> shared + " bytes of shared memory");
    }
  }

  @Test
  void theRunsOfTilesOfAllBlocksAreAllTiles() {
    StepPlan plan = new StepPlan(10_000_000, 64, 128, 132);
    long sum = 0;
    for (int block = 0; block < plan.forwardBlocks(); block++) { // as kernels.cu has it
      long first = (long) plan.tiles() * block / plan.forwardBlocks();
      long last = (long) plan.tiles() * (block + 1) / plan.forwardBlocks();
      assertTrue(last - first == 1183 || last - first == 1184);
      sum += last - first;
    }
    assertEquals(plan.tiles(), sum);
  }

  @Test
  void tooLargeABatchIsRefused() {
    assertEquals(
        "a device takes a batch of 10000 points at most, was 10001",
        assertThrows(IllegalArgumentException.class, () -> new StepPlan(10, 10_001, 1, 1))
            .getMessage());
  }
}
