/**
 * The commands of the benchmarks. Enters: arguments. Leaves: tables, pictures and pages of
 * Markdown. Never here: what is measured and how.
 */
@NullMarked
package org.sdze.benchmarks.command;

import org.jspecify.annotations.NullMarked;
