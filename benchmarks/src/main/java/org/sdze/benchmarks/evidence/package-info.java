/**
 * The page {@code docs/evidence.md}: which comparisons it holds and how it is written. Enters: a
 * budget. Leaves: Markdown and pictures. Never here: how a comparison is made.
 */
@NullMarked
package org.sdze.benchmarks.evidence;

import org.jspecify.annotations.NullMarked;
