/**
 * Any network, seen layer by layer: its parameters, which credit each layer gets, the estimate.
 *
 * <p>Enters: one kept forward pass of a network on a batch, and keys. Leaves: gradients of layers.
 * Never here: DL4J's layers, jets, step rules.
 */
@NullMarked
package org.sdze.optimizer.network;

import org.jspecify.annotations.NullMarked;
