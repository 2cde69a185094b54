package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.network.TrainedLayer;

/**
 * What is known of how a graph uses its variables: the pieces whose credit is their own, and the
 * variables that move together in a subspace.
 *
 * @param operations what is executed: all that the losses of samples need
 * @param losses how these are read
 * @param credited in order of execution
 * @param others all other trained variables
 */
record GraphPlan(
    Operations operations,
    SampleLosses losses,
    List<GraphCredit> credited,
    List<GraphLayer> others) {

  /** The layers that are trained. */
  List<TrainedLayer> layers() {
    List<TrainedLayer> layers = new ArrayList<>(credited);
    layers.addAll(others);
    return layers;
  }
}
