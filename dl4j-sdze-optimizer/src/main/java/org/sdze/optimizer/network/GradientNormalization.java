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

  /** Whether a norm must be known. */
  public boolean isByNorm() {
    return kind != Kind.NONE && kind != Kind.CLIP_ELEMENTS;
  }

  /** Whether it is that of the layer, and not one a parameter. */
  public boolean isOfLayer() {
    return kind == Kind.RENORMALIZE_LAYER || kind == Kind.CLIP_LAYER;
  }

  /** By what a gradient of that norm is multiplied. */
  public double factor(double norm) {
    boolean isClip = kind == Kind.CLIP_LAYER || kind == Kind.CLIP_PARAMETER;
    return norm == 0 ? 1 : isClip ? Math.min(1, threshold / norm) : 1 / norm;
  }
}
