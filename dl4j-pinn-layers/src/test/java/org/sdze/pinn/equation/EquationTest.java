package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EquationTest {

  static Stream<Equation> equations() {
    return Stream.of(new Poisson(), new AllenCahn(), new SineGordon());
  }

  @Test
  void leftSidesAreThoseOfTheFormulas() {
    OperatorValues u = new OperatorValues(0.5, -3, 11);
    assertEquals(-3, new Poisson().leftSide(u));
    assertEquals(-3 + 0.5 - 0.125, new AllenCahn().leftSide(u), 1e-15);
    assertEquals(-3 + Math.sin(0.5), new SineGordon().leftSide(u), 1e-15);
  }

  @ParameterizedTest
  @MethodSource("equations")
  void onlyNamedOperatorsAreRead(Equation equation) {
    OperatorValues named =
        new OperatorValues(
            equation.operators().contains(SpatialOperator.VALUE) ? 0.3 : Double.NaN,
            equation.operators().contains(SpatialOperator.LAPLACIAN) ? 2 : Double.NaN,
            equation.operators().contains(SpatialOperator.SQUARED_GRADIENT_NORM) ? 5 : Double.NaN);
    assertFalse(Double.isNaN(equation.leftSide(named)));
  }

  @ParameterizedTest
  @MethodSource("equations")
  void namesAreInLowerCaseWithHyphens(Equation equation) {
    assertTrue(equation.name().matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void namesAreDistinct() {
    List<String> names = equations().map(Equation::name).toList();
    assertEquals(names.size(), names.stream().distinct().count());
  }
}
