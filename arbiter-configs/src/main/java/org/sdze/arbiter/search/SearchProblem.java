package org.sdze.arbiter.search;

import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.problem.ReferenceProblems;

/** What a search finds settings for. */
public sealed interface SearchProblem {

  /**
   * A reference problem.
   *
   * @param name one of {@link ReferenceProblems#names()}
   * @param dimension d
   */
  record Equation(String name, int dimension) implements SearchProblem {

    public Equation {
      ReferenceProblems.requireDimension(name, dimension);
    }

    /** The problem as {@code ./sdze solve} with the same seed draws it. */
    public ReferenceProblem draw(long seed) {
      return ReferenceProblems.create(
          name, dimension, RandomKey.root(seed).purpose(Purpose.PROBLEM));
    }

    @Override
    public String toString() {
      return Text.format("%s in %d dimensions", name, dimension);
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
