package io.downbeat.console.playground;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a person may let go wrong at a simulated provider; the simulators know many more. */
enum Trouble {
    STRIPE_ANSWER_LOST("stripe", "finalize", "apply_then_drop", "Stripe takes an invoice, and its answer is lost"),
    STRIPE_AWAY("stripe", "*", "drop_before", "Stripe does not answer"),
    STRIPE_SLOWS("stripe", "*", "rate_limited", "Stripe asks us to slow down"),
    STRIPE_KEY("stripe", "*", "unauthorized", "Stripe refuses our key"),
    NETSUITE_ANSWER_LOST(
            "netsuite", "upsert_invoice", "apply_then_drop", "NetSuite takes an invoice, and its answer is lost"),
    NETSUITE_AWAY("netsuite", "*", "drop_before", "NetSuite does not answer"),
    AWS_ANSWER_LOST("aws", "batch_meter_usage", "apply_then_drop", "AWS takes the records, and its answer is lost"),
    AWS_AWAY("aws", "*", "drop_before", "AWS does not answer"),
    AZURE_AWAY("azure", "*", "drop_before", "Azure does not answer"),
    GCP_AWAY("gcp", "*", "drop_before", "Google Cloud does not answer"),
    TACKLE_AWAY("tackle", "*", "drop_before", "Tackle does not answer");

    private final String provider;
    private final String step;
    private final String fault;
    private final String says;

    Trouble(String provider, String step, String fault, String says) {
        this.provider = provider;
        this.step = step;
        this.fault = fault;
        this.says = says;
    }

    static Optional<Trouble> find(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }

    /** What somebody broke, in words; what the API of the simulators broke may have none. */
    static Optional<Trouble> of(SimulatedProviders.Broken broken) {
        return Arrays.stream(values())
                .filter(each -> List.of(each.provider, each.step, each.fault)
                        .equals(List.of(broken.provider(), broken.step(), broken.fault())))
                .findFirst();
    }

    void strike(SimulatedProviders providers, int times) {
        providers.breakDown(provider, step, fault, times);
    }

    String says() {
        return says;
    }
}
