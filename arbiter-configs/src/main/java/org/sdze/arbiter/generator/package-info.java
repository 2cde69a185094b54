/**
 * Which candidates a search tries, and how long: generators on Arbiter's interfaces.
 *
 * <p>Lives here: uniform, Sobol and Bayesian generators; the rungs of successive halving. Enters: a
 * parameter space, a seed, scores in the order in which they became known. Leaves: points of the
 * unit cube and work to do, the same for the same seed and scores. Never here: training, clocks,
 * files, threads.
 */
@NullMarked
package org.sdze.arbiter.generator;

import org.jspecify.annotations.NullMarked;
