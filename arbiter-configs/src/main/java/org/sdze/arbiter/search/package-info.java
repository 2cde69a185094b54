/**
 * Searches that a file describes: run, interrupted, resumed, reported.
 *
 * <p>Enters: a {@code configs/*.json}, which is read strictly and names nothing but what this
 * package knows. Leaves: a folder with a file a finished candidate, the report, the best network.
 * Never here: processes and threads, which whoever runs a search brings as a {@link
 * org.sdze.arbiter.search.Launcher}.
 */
@NullMarked
package org.sdze.arbiter.search;

import org.jspecify.annotations.NullMarked;
