package io.downbeat.thresholdbilling;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/contracts/commits/threshold-billing/release}: the caller says what came of a payment it collected. */
@RestController
final class ReleaseApi {
    private final AnswerExternal answering;
    private final InstantSource clock;

    ReleaseApi(AnswerExternal answering, InstantSource clock) {
        this.answering = answering;
        this.clock = clock;
    }

    @PostMapping("/v1/contracts/commits/threshold-billing/release")
    @Changes(action = "release_payment_gate", resource = "payment_workflow")
    void release(Body body) {
        body.knowsOnly(Set.of("workflow_id", "outcome"));
        WorkflowId id = new WorkflowId(body.uuid("workflow_id"));
        answering.answer(id, body.oneOf("outcome", AnswerExternal.Outcome.class), clock.instant());
    }
}
