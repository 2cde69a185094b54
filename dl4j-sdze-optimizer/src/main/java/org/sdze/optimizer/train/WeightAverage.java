package org.sdze.optimizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.train.TrainingState.Part;

/**
 * Weights averaged without a schedule (Defazio et al., arXiv:2405.15682; docs/method.md §4b): the
 * gradient is that at y, the step rule moves z, and x is what a network is used with,
 *
 * <pre>y = (1 − β) z + β x,    z ← z − γ u(y),    x ← x + (γ² / Σ γ²) (z − x),</pre>
 *
 * γ the learning rate, which rises for the first {@value #WARM_UP} steps and falls where the losses
 * rise ({@link CautiousRate}).
 *
 * <p>One copy of the parameters is kept. Between steps the network holds x, and the copy z. During
 * a step the copy holds x, to the bit, and the network y; while a layer is changed the network
 * holds z of it. Where z and x are equal, so is all else: a weight that gets no gradient does not
 * move. Owned by one thread.
 */
final class WeightAverage {

  private static final double BETA = 0.9;
  private static final int WARM_UP = 30;

  /** Where a parameter and its copy stand. */
  private enum Place {
    BETWEEN_STEPS,
    AT_THE_GRADIENT,
    MOVING
  }

  private static final class Average {
    private final INDArray matrix;
    private final INDArray copy;
    private double weight; // Σ γ²
    private Place place = Place.BETWEEN_STEPS;

    /** Of parameters that nothing is known of: z = x. */
    Average(INDArray matrix) {
      this.matrix = matrix;
      this.copy = ScratchMemory.lasting(() -> matrix.dup(matrix.ordering()));
    }

    void change() {
      INDArray before = matrix.dup('f');
      matrix.assign(copy);
      copy.assign(before);
      Release.of(before);
    }
  }

  private final Map<String, Average> averages = new TreeMap<>(); // by the parameter's name
  private final CautiousRate caution = new CautiousRate();
  private long steps; // since it began
  private double stretch = 1;

  /** Forgets everything: what the parameters are now is where averaging begins anew. */
  void forget() {
    averages.values().forEach(each -> Release.of(each.copy));
    averages.clear();
    caution.resume(List.of());
    steps = 0;
  }

  /** Brings the parameters to y. */
  void begin(List<Parameter> parameters) {
    for (Parameter each : parameters) {
      Average average = averages.computeIfAbsent(each.name(), name -> new Average(each.matrix()));
      Elementwise.moveAndKeep(average.matrix, average.copy, 1 - BETA);
      average.place = Place.AT_THE_GRADIENT;
    }
  }

  /** Sees the loss of a step, before anything is moved. */
  void see(double loss) {
    caution.see(loss);
  }

  /**
   * The parameters with the rate of this step.
   *
   * @param largest the largest rate that they may have; infinite for any
   */
  List<Parameter> warmed(List<Parameter> parameters, double largest) {
    double factor = caution.factor() * Math.min(1, (steps + 1.0) / WARM_UP);
    return parameters.stream()
        .map(
            each ->
                new Parameter(
                    each.name(),
                    each.matrix(),
                    each.regularization(),
                    (iteration, epoch) ->
                        Math.min(largest, factor * each.rate().at(iteration, epoch))))
        .toList();
  }

  /**
   * Lets a step move z of some parameters, and averages.
   *
   * @param parameters as {@link #warmed} gave them
   * @param move changes what the parameters hold, which is z for the time
   */
  void move(List<Parameter> parameters, ParameterUpdate.Time time, Runnable move) {
    for (Parameter each : parameters) {
      Average average = averages.get(each.name());
      if (average == null || average.place != Place.AT_THE_GRADIENT) {
        throw new IllegalStateException(
            "weights are averaged: the pass of a step is made within Trainer.within");
      }
      Elementwise.move(average.matrix, average.copy, 1 - 1 / (1 - BETA)); // z = x + (y − x)/(1 − β)
      average.place = Place.MOVING;
    }
    move.run();
    for (Parameter each : parameters) {
      Average average = averages.get(each.name());
      double rate = each.rate().at(time.iteration(), time.epoch());
      average.weight += rate * rate;
      double share = average.weight > 0 ? rate * rate / average.weight : 0;
      Elementwise.moveAndKeep(average.matrix, average.copy, 1 - share);
      average.place = Place.BETWEEN_STEPS;
      if (share > 0) {
        stretch = 1 / share;
      }
    }
  }

  /**
   * Ends a step: what it has not moved holds x again, to the bit.
   *
   * @param isMade whether the step was made; one that was forgotten does not count
   */
  void end(boolean isMade) {
    for (Average each : averages.values()) {
      if (each.place == Place.AT_THE_GRADIENT) {
        Elementwise.move(each.matrix, each.copy, 1 - 1 / (1 - BETA));
      }
      if (each.place != Place.BETWEEN_STEPS) {
        each.change();
        each.place = Place.BETWEEN_STEPS;
      }
    }
    if (isMade && !averages.isEmpty()) {
      steps++;
    }
  }

  /** How many times as far as x the last step has moved z. */
  double stretch() {
    return stretch;
  }

  /** Lets somebody change x, and then z in the same way, as constraints do. */
  void amend(Runnable change) {
    change.run();
    averages.values().forEach(Average::change);
    try {
      change.run();
    } finally {
      averages.values().forEach(Average::change);
    }
  }

  /** Adds what is remembered to a state; its arrays are live. */
  void addTo(Map<String, Part> parts) {
    List<Double> numbers = new ArrayList<>(caution.numbers());
    numbers.add((double) steps);
    parts.put(TrainingState.AVERAGE, new Part(numbers, List.of()));
    averages.forEach(
        (name, each) ->
            parts.put(
                TrainingState.AVERAGE + name, new Part(List.of(each.weight), List.of(each.copy))));
  }

  /** Begins to go on from a state. */
  void resume(TrainingState state) {
    forget();
    List<Double> saved = state.part(TrainingState.AVERAGE).numbers();
    if (!saved.isEmpty()) {
      caution.resume(saved.subList(0, saved.size() - 1));
      steps = saved.get(saved.size() - 1).longValue();
    }
  }

  /**
   * Brings the average of a parameter back.
   *
   * @param saved as {@link #addTo} gave it
   * @return whether it is one of the parameter
   */
  boolean resume(Parameter of, Part saved) {
    if (saved.numbers().size() != 1
        || saved.arrays().size() != 1
        || !saved.arrays().get(0).equalShapes(of.matrix())) {
      return false;
    }
    Average average = new Average(of.matrix());
    average.copy.assign(saved.arrays().get(0));
    average.weight = saved.numbers().get(0);
    averages.put(of.name(), average);
    return true;
  }
}
