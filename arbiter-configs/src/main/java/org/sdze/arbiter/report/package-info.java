/**
 * What a search found, for people and programs: {@code report.html} and {@code results.csv}.
 *
 * <p>Enters: a {@link org.sdze.arbiter.report.SearchSummary}, the plain values of a search. Leaves:
 * files. Never here: Arbiter's or DL4J's classes, and anything that runs or changes a search.
 */
@NullMarked
package org.sdze.arbiter.report;

import org.jspecify.annotations.NullMarked;
