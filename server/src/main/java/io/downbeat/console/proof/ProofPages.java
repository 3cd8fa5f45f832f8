package io.downbeat.console.proof;

import io.downbeat.console.Frame;
import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RunsOutsideATransaction;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.reconciliation.Reconciliation;
import io.downbeat.reconciliation.Repairs;
import io.downbeat.verification.Verification;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /console/proof}. Verifying reads our database only; comparing asks every provider, so it is a form of its own. */
@Controller
final class ProofPages {
    static final String SECTION = "proof";
    static final String PATH = "/console/proof";
    private static final String TEMPLATE = "console/proof/proof.jte";

    private final Pages pages;
    private final Frames frames;
    private final Verification verification;
    private final Reconciliation reconciliation;
    private final Repairs repairs;
    private final BusinessClock clock;
    private final RefusedForms forms;

    ProofPages(
            Pages pages,
            Frames frames,
            Verification verification,
            Reconciliation reconciliation,
            Repairs repairs,
            BusinessClock clock,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.verification = verification;
        this.reconciliation = reconciliation;
        this.repairs = repairs;
        this.clock = clock;
        this.forms = forms;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> show(HttpServletRequest request) {
        if (Range.Typed.find(request).isEmpty()) {
            return page(HttpStatus.OK, request, null, null, null, List.of());
        }
        Range range;
        try {
            range = Range.read(request);
        } catch (Refused refused) {
            return page(HttpStatus.BAD_REQUEST, request, error(refused), null, null, List.of());
        }
        Verification.Verdict found = verification.verify(range.start(), range.end());
        ProofPage.Verdict verdict =
                Verdicts.of(found, verification.bySubject(found), verification.hasInvoices(range.start(), range.end()));
        return page(HttpStatus.OK, request, null, verdict, null, List.of());
    }

    @PostMapping(PATH + "/reconcile")
    @Reads
    @RunsOutsideATransaction
    ResponseEntity<byte[]> reconcile(HttpServletRequest request) {
        try {
            Range range = Range.read(request);
            Reconciliation.Result found = reconciliation.reconcile(range.start(), range.end(), null);
            return page(HttpStatus.OK, request, null, null, Comparisons.of(found), List.of());
        } catch (Refused refused) {
            return page(HttpStatus.valueOf(refused.status()), request, error(refused), null, null, List.of());
        }
    }

    @PostMapping(PATH + "/plans/{plan}/apply")
    @Changes(action = "apply_repair_plan", resource = "repair_plan")
    ResponseEntity<byte[]> apply(@PathVariable("plan") String plan, HttpServletRequest request) {
        UUID id = PageIds.require(plan, "plan");
        Frame.Visitor visitor = frames.of(request, "Proof", SECTION).visitor();
        try {
            List<Repairs.Applied> applied =
                    repairs.apply(id, null, "the console, by the token " + (visitor == null ? "?" : visitor.name()));
            return page(HttpStatus.OK, request, null, null, null, Comparisons.applied(applied));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return page(HttpStatus.valueOf(refused.status()), request, error(refused), null, null, List.of());
        }
    }

    @GetMapping({PATH + "/reconcile", PATH + "/plans/{plan}/apply"})
    ResponseEntity<byte[]> page(HttpServletRequest request) {
        return Pages.goToPage(PATH, request);
    }

    private ResponseEntity<byte[]> page(
            HttpStatus status,
            HttpServletRequest request,
            @Nullable String error,
            ProofPage.@Nullable Verdict verdict,
            ProofPage.@Nullable Compared compared,
            List<ProofPage.Applied> applied) {
        Range.Typed typed = Range.Typed.find(request).orElseGet(() -> Range.Typed.of(usual()));
        return pages.show(
                status,
                TEMPLATE,
                () -> new ProofPage(
                        frames.of(request, "Proof", SECTION),
                        typed.from(),
                        typed.until(),
                        error,
                        verdict,
                        compared,
                        applied));
    }

    /** What a person looks at first: since the beginning of last month. */
    private Range usual() {
        Instant now = clock.instant();
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return new Range(today.minusMonths(1).withDayOfMonth(1), today.plusDays(1));
    }

    private static String error(Refused refused) {
        return Sentences.whole(String.valueOf(refused.getMessage()));
    }
}
