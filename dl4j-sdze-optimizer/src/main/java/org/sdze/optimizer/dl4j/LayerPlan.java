package org.sdze.optimizer.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainedLayer;

/**
 * How one layer of a network is trained.
 *
 * @param index its node
 * @param kind its class in DL4J, in short
 * @param credit how it gets its gradient
 * @param use how its weights enter; null where they are not known to enter linearly
 * @param isRecurrent whether its weights also multiply what it gave a time step before
 * @param parameters what is trained of it; empty if nothing is
 */
record LayerPlan(
    int index,
    Node node,
    String kind,
    LayerCredit credit,
    @Nullable LinearUse use,
    boolean isRecurrent,
    List<Parameter> parameters,
    GradientNormalization normalization)
    implements TrainedLayer {}
