/**
 * What the user asked for, made into one immutable plan. Lives here: the options of {@code solve},
 * their defaults and every check that can be made before work begins. Enters: the text of the
 * options. Leaves: a {@link org.sdze.examples.cli.plan.RunPlan}, or a {@link
 * org.sdze.examples.cli.plan.UserMistake} with one sentence. Never here: training, output.
 */
@NullMarked
package org.sdze.examples.cli.plan;

import org.jspecify.annotations.NullMarked;
