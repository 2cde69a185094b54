package org.sdze.optimizer.network;

import java.util.List;

/** A layer that is trained. */
public interface TrainedLayer {

  /** Its parameters; weights and then bias where it is known how they enter. */
  List<Parameter> parameters();

  /** How it gets its gradient. */
  LayerCredit credit();
}
