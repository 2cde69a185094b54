/**
 * A network as the optimizer sees it: layers on live parameters, the factor of the first one's
 * weights, buffers.
 *
 * <p>Enters: parameters. Leaves: views, R of W = VR, buffers and host copies. Never here: jets,
 * losses, randomness, DL4J's classes.
 */
@NullMarked
package org.sdze.optimizer.forward;

import org.jspecify.annotations.NullMarked;
