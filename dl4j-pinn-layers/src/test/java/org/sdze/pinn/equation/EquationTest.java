package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.Value;

class EquationTest {

  static Stream<Equation> equations() {
    return Stream.of(new Poisson(), new AllenCahn(), new SineGordon());
  }

  @Test
  void leftSidesAreThoseOfTheFormulas() {
    OperatorValues u =
        new OperatorValues(List.of(new Laplacian(), new Value()), new double[] {-3, 0.5});
    assertEquals(-3, new Poisson().leftSide(u));
    assertEquals(-3 + 0.5 - 0.125, new AllenCahn().leftSide(u), 1e-15);
    assertEquals(-3 + Math.sin(0.5), new SineGordon().leftSide(u), 1e-15);
  }

  @ParameterizedTest
  @MethodSource("equations")
  void onlyNamedOperatorsAreRead(Equation equation) {
    List<Operator> operators = List.copyOf(equation.operators());
    OperatorValues named = new OperatorValues(operators, new double[operators.size()]);
    assertEquals(0, equation.leftSide(named));
  }

  @Test
  void whatIsNotNamedCannotBeRead() {
    OperatorValues u = new OperatorValues(List.of(new Partial(3, 1)), new double[] {7});
    assertEquals(7, u.get(new Partial(3, 1)));
    assertEquals(
        "it reads u, which operators() must name",
        assertThrows(IllegalStateException.class, u::value).getMessage());
    assertEquals(
        "it reads ∂^2 u/∂x3^2, which operators() must name",
        assertThrows(IllegalStateException.class, () -> u.get(new Partial(3, 2))).getMessage());
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
