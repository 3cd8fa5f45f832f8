package io.downbeat.app.bench;

/** Deliveries to the simulated Stripe. */
final class DeliveryBench {
    DeliveryBench(Bed bed, Scale scale, Findings findings) {}

    void run() {}
}
