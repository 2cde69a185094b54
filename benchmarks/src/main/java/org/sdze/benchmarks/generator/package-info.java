/**
 * Evidence that the generators are worth their place, on published test functions and an equation.
 *
 * <p>Enters: seeds and a budget. Leaves: tables. Never here: anything a search needs.
 */
@NullMarked
package org.sdze.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
