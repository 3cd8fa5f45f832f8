package io.downbeat.thresholdbilling;

import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.gates.GatedCommit;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Starts the purchases that an edit asked for, in its transaction, once everybody else has followed it. */
final class BuyGatedCommits {
    private final StartWorkflows starting;
    private final InstantSource clock;

    BuyGatedCommits(StartWorkflows starting, InstantSource clock) {
        this.starting = starting;
        this.clock = clock;
    }

    @EventListener
    @Order(10)
    void on(ContractChanged changed) {
        for (GatedCommit asked : changed.after().get(GatedCommit.KIND)) {
            starting.start(
                    Workflow.Kind.MANUAL_COMMIT,
                    asked.gate(),
                    asked.commit(),
                    null,
                    changed.after().with(GatedCommit.KIND, List.of()),
                    clock.instant());
        }
    }
}
