/**
 * The command line. Lives here: the commands, their exit codes and the sentence for everything that
 * goes wrong. Enters: arguments. Leaves: what {@code plan}, {@code run} and {@code report} make of
 * them, in that order. Never here: defaults, numerics, formats.
 */
@NullMarked
package org.sdze.examples.cli;

import org.jspecify.annotations.NullMarked;
