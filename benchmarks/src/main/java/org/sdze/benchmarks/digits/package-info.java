/**
 * Handwritten digits, for several optimizers side by side. Enters: epochs and seeds. Leaves:
 * accuracies and seconds. Never here: the digits themselves, which the examples hold.
 */
@NullMarked
package org.sdze.benchmarks.digits;

import org.jspecify.annotations.NullMarked;
