/**
 * Programs that measure: the memory of a long training, the time of a step. Never here: anything
 * that a user of the libraries needs.
 */
@NullMarked
package org.sdze.benchmarks;

import org.jspecify.annotations.NullMarked;
