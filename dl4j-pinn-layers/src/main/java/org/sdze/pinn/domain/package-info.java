/**
 * Sets in R^d and the laws of the points that are drawn from them.
 *
 * <p>Lives here: one record per domain. Enters: a key and a matrix to fill. Leaves: points that
 * depend on nothing but that key and the matrix's shape. Never here: equations, solutions, steps of
 * a training, or a generator of random numbers that outlives a call.
 */
@NullMarked
package org.sdze.pinn.domain;

import org.jspecify.annotations.NullMarked;
