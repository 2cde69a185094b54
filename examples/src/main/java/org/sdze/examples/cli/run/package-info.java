/**
 * One run: the library's pieces wired together and measured. Lives here: the run, its test set,
 * when and how the error is measured, interruption, peak memory. Enters: a checked plan and a
 * listener. Leaves: the trained network, its history and a {@link
 * org.sdze.examples.cli.run.RunResult}. Never here: options, text for people, files.
 */
@NullMarked
package org.sdze.examples.cli.run;

import org.jspecify.annotations.NullMarked;
