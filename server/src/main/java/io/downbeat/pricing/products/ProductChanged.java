package io.downbeat.pricing.products;

/**
 * A product was updated or archived. Published in the transaction that changes it, while the product is locked: whoever
 * prices it may refuse the change, and then nothing of it is kept.
 */
public record ProductChanged(ProductTimeline product) {}
