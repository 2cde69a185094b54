package org.sdze.optimizer.network;

/**
 * What is done to a layer's estimated gradient before a step rule sees it, as DL4J's enumeration of
 * the same name says.
 *
 * @param kind which
 * @param threshold of the kinds that clip, positive
 */
public record GradientNormalization(Kind kind, double threshold) {

  /** Nothing is done. */
  public static final GradientNormalization NONE = new GradientNormalization(Kind.NONE, 1);

  /** The kinds of normalization. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The layer's gradient is divided by its norm. */
    RENORMALIZE_LAYER,
    /** Each parameter's gradient is divided by its norm. */
    RENORMALIZE_PARAMETER,
    /** Each number is clipped to ± the threshold. */
    CLIP_ELEMENTS,
    /** A layer's gradient with a norm above the threshold is scaled down to it. */
    CLIP_LAYER,
    /** A parameter's gradient with a norm above the threshold is scaled down to it. */
    CLIP_PARAMETER
  }
}
