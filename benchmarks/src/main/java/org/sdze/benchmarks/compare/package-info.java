/**
 * Rivals beside ours: which settings each is tried with, the runs in processes of their own, the
 * table and the picture. Enters: a problem and a budget. Leaves: rows. Never here: training.
 */
@NullMarked
package org.sdze.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
