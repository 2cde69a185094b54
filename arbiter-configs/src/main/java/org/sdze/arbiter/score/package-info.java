/**
 * How good a candidate is, as numbers that a search compares.
 *
 * <p>Enters: a trained model, what was recorded while it was trained. Leaves: scores, each of which
 * knows whether less is better. Accuracy and the like are Arbiter's own {@code
 * EvaluationScoreFunction}. Never here: training, candidates, searches.
 */
@NullMarked
package org.sdze.arbiter.score;

import org.jspecify.annotations.NullMarked;
