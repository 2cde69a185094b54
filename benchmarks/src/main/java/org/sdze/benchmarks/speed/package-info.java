/**
 * What a step costs, stage by stage, beside what the machine could do.
 *
 * <p>Enters: dimensions. Leaves: milliseconds and shares. Never here: options, tables.
 */
@NullMarked
package org.sdze.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
