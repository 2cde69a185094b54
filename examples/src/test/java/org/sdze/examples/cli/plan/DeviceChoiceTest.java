package org.sdze.examples.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.DeviceSteps;
import org.sdze.pinn.solve.SolveConfig;

class DeviceChoiceTest {

  private static final Problem PROBLEM =
      Problems.draw(Problems.library().get("sine-gordon-two-body"), 4, 0);
  private static final Device PART = new Named("part", false, true);
  private static final Device WHOLE = new Named("whole", true, true);
  private static final Device ABSENT = new Named("absent", true, false);

  /** A device that makes no steps. */
  private record Named(String name, boolean isWhole, boolean isThere) implements Device {
    @Override
    public String inWords() {
      if (!isThere) {
        throw new Unusable(name, "it is not there");
      }
      return "of two lines";
    }

    @Override
    public boolean isWhole(Problem problem, SolveConfig config) {
      return isWhole;
    }

    @Override
    public DeviceSteps steps(
        Problem problem, SolveConfig config, DenseNetwork network, RandomKey root) {
      throw new UnsupportedOperationException("steps of " + name);
    }
  }

  private final List<String> told = new ArrayList<>();

  private Device of(String name, Device... known) {
    return new DeviceChoice(name).of(List.of(known), PROBLEM, Defaults.of(PROBLEM), told::add);
  }

  @Test
  void whatIsNamedIsTaken() {
    assertSame(PART, of("part", WHOLE, PART));
    assertNull(of("cpu", WHOLE, PART));
    assertEquals(List.of(), told);
  }

  @Test
  void wholeStepsAloneAreChosenUnnamed() {
    assertSame(WHOLE, of("auto", ABSENT, PART, WHOLE));
    assertEquals(List.of("device: whole, of two lines"), told);
  }

  @Test
  void whyNoneWasChosenIsSaid() {
    assertNull(of("auto", PART));
    assertNull(of("auto", ABSENT));
    assertNull(of("auto"));
    assertEquals(
        List.of(
            "device: cpu, since part would make a part of each step alone, and has to be named",
            "device: cpu, since the device absent cannot be used: it is not there",
            "device: cpu, since no other is known"),
        told);
  }
}
