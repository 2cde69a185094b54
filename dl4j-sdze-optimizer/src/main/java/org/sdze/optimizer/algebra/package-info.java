/**
 * Linear algebra that ND4J lacks, or does at twice the price: OpenBLAS called directly.
 *
 * <p>Enters: matrices. Leaves: triangles of symmetric products, solutions. Never here: what they
 * are of. Where ND4J computes elsewhere than on this processor, the same by its own operations.
 */
@NullMarked
package org.sdze.optimizer.algebra;

import org.jspecify.annotations.NullMarked;
