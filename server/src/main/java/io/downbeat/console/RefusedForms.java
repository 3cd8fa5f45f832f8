package io.downbeat.console;

import io.downbeat.platform.callers.RefusedCall;
import io.downbeat.platform.callers.RefusedChanges;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;

/** Forms that were refused: written down like the API's calls, though the refusal is shown on the form's own page. */
public final class RefusedForms {
    private final RefusedChanges refusals;

    RefusedForms(RefusedChanges refusals) {
        this.refusals = refusals;
    }

    public void writeDown(HttpServletRequest request, Refused refused) {
        RefusedCall.of(request, refused.status(), refused.getMessage())
                .ifPresent(call -> refusals.refused(call.operation(), call.message()));
    }
}
