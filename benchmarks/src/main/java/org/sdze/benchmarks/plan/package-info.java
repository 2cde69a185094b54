/**
 * What is trained, and how: the options of a rival, and what the contenders of a comparison share.
 * Enters: the text of options. Leaves: a plan, or a mistake with one sentence. Never here:
 * training, output.
 */
@NullMarked
package org.sdze.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
