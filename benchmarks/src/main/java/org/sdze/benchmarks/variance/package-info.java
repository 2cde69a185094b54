/**
 * How much the estimates scatter, and how they point: what common random numbers, the number of
 * directions and the kind of probe are worth. Enters: a problem and a network. Leaves: tables and
 * pictures. Never here: training.
 */
@NullMarked
package org.sdze.benchmarks.variance;

import org.jspecify.annotations.NullMarked;
