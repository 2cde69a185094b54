package org.sdze.stranger;

import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** A loss of a user's own. */
public final class OwnLoss extends LossMSE {

  private static final long serialVersionUID = 1L;
}
