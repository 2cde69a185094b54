/**
 * Short programs that show how the library is used from code. Lives here: programs of one screen,
 * each complete. Enters: arguments, where a program has any. Leaves: lines on stdout. Never here:
 * anything that another program would want to call; the command line is in {@code cli}.
 */
@NullMarked
package org.sdze.examples;

import org.jspecify.annotations.NullMarked;
