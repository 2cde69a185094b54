package org.sdze.pinn.equation;

import java.util.Set;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.operator.Operator;

/** An equation whose left side is given as a function. */
record WrittenEquation(String name, Set<Operator> operators, LeftSide function)
    implements Equation {

  WrittenEquation {
    Argument.given("name", name);
    Argument.given("left side", function);
  }

  @Override
  public double leftSide(OperatorValues u) {
    return function.at(u);
  }
}
