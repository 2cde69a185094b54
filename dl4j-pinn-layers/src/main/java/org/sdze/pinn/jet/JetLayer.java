package org.sdze.pinn.jet;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a hidden layer leaves behind in a jet pass: its pre-activation jet and σ, σ′, σ″ there.
 *
 * @param z the jet of the pre-activation
 * @param y σ(z), {@code [n, w]}
 * @param slope σ′(z), {@code [n, w]}
 * @param curve σ″(z), {@code [n, w]}
 * @param alongField σ′ z_x, {@code [n, w]}
 * @param second σ′ z_Δ + σ″ Σ_r z_r², {@code [n, w]}
 */
public record JetLayer(
    CollapsedJet z, INDArray y, INDArray slope, INDArray curve, INDArray alongField, INDArray second) {}
