package org.sdze.optimizer.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void factorsFallFromOneAndStayPositive(Schedule schedule) {
    assertEquals(1, schedule.factor(0));
    double last = 1;
    for (int i = 1; i <= 100; i++) {
      double factor = schedule.factor(i / 100.0);
      assertTrue(factor <= last && factor >= 0.01);
      last = factor;
    }
  }

  @Test
  void factorsAreThoseOfTheFormulas() {
    assertEquals(1, Schedule.CONSTANT.factor(1));
    assertEquals(0.75, Schedule.LINEAR.factor(0.25));
    assertEquals(0.01, Schedule.LINEAR.factor(1));
    assertEquals(0.5, Schedule.COSINE.factor(0.5), 1e-15);
    assertEquals((1 + Math.sqrt(0.5)) / 2, Schedule.COSINE.factor(0.25), 1e-15);
    assertEquals(0.01, Schedule.COSINE.factor(1));
  }
}
