/**
 * What people and programs see of a run. Lives here: progress on stderr, the summary, the JSON
 * object, the files of {@code --out}, the chart. Enters: a plan, the progress of a run, a finished
 * run. Leaves: text and files. Never here: anything that changes a run or its numbers.
 */
@NullMarked
package org.sdze.examples.cli.report;

import org.jspecify.annotations.NullMarked;
