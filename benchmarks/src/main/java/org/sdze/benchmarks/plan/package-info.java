/**
 * What a command of the benchmarks was asked for. Lives here: its options, and the checks that can
 * be made before work begins. Enters: the text of the options. Leaves: values, or a mistake with
 * one sentence. Never here: training, output.
 */
@NullMarked
package org.sdze.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
