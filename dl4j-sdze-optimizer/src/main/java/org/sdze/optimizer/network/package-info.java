/**
 * Any network, seen layer by layer: which credit each layer gets, the estimate, the step.
 *
 * <p>Enters: one kept forward pass of a network on a batch, and keys. Leaves: changed parameters
 * and the loss. Never here: DL4J's layers, jets.
 */
@NullMarked
package org.sdze.optimizer.network;

import org.jspecify.annotations.NullMarked;
