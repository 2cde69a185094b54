package org.sdze.pinn.loss;

import java.util.Arrays;
import java.util.List;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;

/**
 * A loss that is a sum of terms, such as an equation's and a condition's on points of its own: Σ
 * w_t mean_t(r²), whose rows are stacked (docs/method.md §4).
 *
 * @param terms at least one, of one network
 */
public record WeightedTerms(List<Term> terms) implements LeastSquaresObjective {

  /**
   * A term.
   *
   * @param objective its residuals in this step
   * @param weight w, positive
   */
  public record Term(LeastSquaresObjective objective, double weight) {
    public Term {
      Argument.given("objective", objective);
      Argument.positive("weight", weight);
    }
  }

  public WeightedTerms {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a loss needs at least one term, had none");
    }
  }

  @Override
  public int samples() {
    return terms.stream().mapToInt(term -> term.objective.samples()).sum();
  }

  @Override
  public double[] losses(DenseNetwork network) {
    return terms.stream()
        .flatMapToDouble(
            term -> {
              double factor = term.weight * samples() / term.objective.samples();
              return Arrays.stream(term.objective.losses(network)).map(loss -> factor * loss);
            })
        .toArray();
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    return ResidualRows.stacked(
        terms.stream().map(term -> term.objective.rows(network, credit, key)).toList(),
        terms.stream().mapToDouble(Term::weight).toArray());
  }
}
