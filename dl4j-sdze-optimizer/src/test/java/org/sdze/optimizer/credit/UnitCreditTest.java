package org.sdze.optimizer.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class UnitCreditTest {

  private static final RandomKey KEY = RandomKey.root(5);

  @Test
  void allUnitsAreAllInOrder() {
    UnitCredit all = new UnitCredit(UnitCredit.ALL, 1, true);
    assertArrayEquals(new int[] {0, 1, 2, 3}, all.select(4, KEY));
    assertArrayEquals(new int[] {0, 1, 2}, new UnitCredit(3, 1, true).select(3, KEY));
  }

  @Test
  void aBlockIsDistinctAndIncreasingAndNamedByItsKey() {
    UnitCredit block = new UnitCredit(4, 1, true);
    for (int i = 0; i < 100; i++) {
      int[] units = block.select(9, KEY.index(i));
      assertEquals(4, Arrays.stream(units).distinct().count());
      assertTrue(units[0] >= 0 && units[3] < 9);
      assertArrayEquals(Arrays.stream(units).sorted().toArray(), units);
      assertArrayEquals(units, block.select(9, KEY.index(i)));
    }
  }

  /**
   * n = 9000 blocks of 4 of 9 units: each unit's share is 4/9 with a standard error of 0.0052;
   * bound 4 standard errors, 9 comparisons, false-alarm rate 6e-4; a share off by 0.032 would be
   * found in all but 2 % of keys.
   */
  @Test
  void everyUnitIsChosenEquallyOften() {
    int n = 9000;
    int[] counts = new int[9];
    UnitCredit block = new UnitCredit(4, 1, true);
    for (int i = 0; i < n; i++) {
      for (int unit : block.select(9, KEY.index(i))) {
        counts[unit]++;
      }
    }
    double share = 4.0 / 9;
    for (int count : counts) {
      assertEquals(share, (double) count / n, 4 * Math.sqrt(share * (1 - share) / n));
    }
  }
}
