/**
 * The published table: problems of the literature, what was reached there and what is reached here.
 *
 * <p>Enters: rows, seeds, a folder. Leaves: Markdown and CSV. Never here: solves, which are
 * processes of their own.
 */
@NullMarked
package org.sdze.benchmarks.table;

import org.jspecify.annotations.NullMarked;
