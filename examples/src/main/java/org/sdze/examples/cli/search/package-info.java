/**
 * What {@code ./sdze search} adds to the searches of {@code org.sdze.arbiter.search}.
 *
 * <p>Enters: a search and where it runs. Leaves: processes, one a candidate, tables and progress.
 * Never here: how candidates are chosen, and what is kept of them.
 */
@NullMarked
package org.sdze.examples.cli.search;

import org.jspecify.annotations.NullMarked;
