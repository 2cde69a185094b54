package org.sdze.arbiter.search;

import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.Problems;

/** What a search finds settings for. */
public sealed interface SearchProblem {

  /**
   * An equation.
   *
   * @param factory of the problem
   * @param dimension d
   */
  record Equation(ProblemFactory factory, int dimension) implements SearchProblem {

    public Equation {
      Problems.requireDimension(factory, dimension);
    }

    /** The problem's name. */
    public String name() {
      return factory.name();
    }

    /** The problem as {@code ./sdze solve} with the same seed draws it. */
    public Problem draw(long seed) {
      return Problems.draw(factory, dimension, seed);
    }

    @Override
    public String toString() {
      return Text.format("%s in %d dimensions", name(), dimension);
    }
  }

  /** The handwritten digits of 8×8 pixels, with one of some networks. */
  record Digits(Network network) implements SearchProblem {

    /** The networks. */
    public enum Network {
      /** Dense layers, whose number, width and activation are settings. */
      MLP,
      // As the zoo has them, for the digits enlarged to the smallest input that each takes.
      LENET,
      SIMPLE_CNN,
      SQUEEZE_NET,
      ALEX_NET,
      DARKNET19,
      RESNET50,
      XCEPTION,
      VGG_16,
      VGG_19,
      FACE_NET,
      INCEPTION_RESNET
    }

    @Override
    public String toString() {
      return "digits with the network " + Setting.word(network);
    }
  }
}
