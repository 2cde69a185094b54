/**
 * A layer whose weights grow with the dimension of the input, and the vectors that it multiplies:
 * the only types that touch either, so that both may live on a device.
 *
 * <p>Enters: batches of vectors, coefficients of the size of the width. Leaves: images, Gram
 * matrices, norms, rows a tile at a time. Never here: jets, losses, step rules, biases.
 */
@NullMarked
package org.sdze.optimizer.wide;

import org.jspecify.annotations.NullMarked;
