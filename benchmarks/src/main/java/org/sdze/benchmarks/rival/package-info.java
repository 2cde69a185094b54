/**
 * What others use today, to be compared with: reverse sweeps with Adam and with Gauss–Newton, full
 * Gaussian perturbations, evolution strategies.
 *
 * <p>Enters: what enters an engine, a network and the objective of a step. Leaves: changed
 * parameters and a report. Nothing of the library depends on it, and it shares with the library
 * only what is the same for both: points, directions, the forward jets.
 */
@NullMarked
package org.sdze.benchmarks.rival;

import org.jspecify.annotations.NullMarked;
