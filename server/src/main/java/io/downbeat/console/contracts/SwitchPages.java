package io.downbeat.console.contracts;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.InvoicePreviews.Preview;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.ProviderConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Switching a contract's billing provider: choose, see what changes, confirm. Nothing changes before the last. */
@Controller
@RequestMapping("/console/contracts/{id}/switch")
final class SwitchPages {
    private static final String TITLE = "Switch provider";

    private final Pages pages;
    private final Frames frames;
    private final SwitchProvider switches;
    private final BusinessClock clock;
    private final RefusedForms forms;

    SwitchPages(Pages pages, Frames frames, SwitchProvider switches, BusinessClock clock, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.switches = switches;
        this.clock = clock;
        this.forms = forms;
    }

    @GetMapping
    ResponseEntity<byte[]> choose(@PathVariable("id") String id, HttpServletRequest request) {
        ContractId contract = contract(id);
        return pages.show("console/contracts/switch.jte", () -> {
            ContractTerms terms = switches.terms(contract);
            List<ProviderConfiguration> candidates = switches.candidates(terms);
            return new ComposeSwitch(
                            terms, switches.options(terms, candidates), SwitchRequest.find(request), clock.instant())
                    .page(
                            frames.of(request, TITLE, ContractPages.SECTION),
                            switches.customers().require(terms.contract().customer()),
                            candidates);
        });
    }

    /** The first step's form is sent by GET; whoever sends it by POST comes to the same page. */
    @PostMapping
    ResponseEntity<byte[]> chosen(@PathVariable("id") String id, HttpServletRequest request) {
        return Pages.goTo("/console/contracts/" + contract(id) + "/switch/preview"
                + SwitchRequest.read(request).query());
    }

    @GetMapping("/preview")
    ResponseEntity<byte[]> preview(@PathVariable("id") String id, HttpServletRequest request) {
        return preview(contract(id), request, HttpStatus.OK, false, List.of());
    }

    @GetMapping("/confirm")
    ResponseEntity<byte[]> page(@PathVariable("id") String id, HttpServletRequest request) {
        return Pages.goToPage("/console/contracts/" + contract(id) + "/switch/preview", request);
    }

    @PostMapping("/confirm")
    @Changes(action = "edit_contract", resource = "contract")
    ResponseEntity<byte[]> confirm(@PathVariable("id") String id, HttpServletRequest request) {
        ContractId contract = contract(id);
        SwitchRequest chosen = SwitchRequest.read(request);
        ContractTerms terms = switches.terms(contract);
        Preview preview = switches.preview(terms, chosen);
        if (!ComposePreview.seen(preview).equals(request.getParameter("seen"))) {
            return preview(contract, request, HttpStatus.CONFLICT, true, List.of());
        }
        try {
            switches.confirm(terms, chosen, once(request));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return preview(
                    contract,
                    request,
                    HttpStatus.valueOf(refused.status()),
                    false,
                    preview.refusals().isEmpty() ? List.of(refused.getMessage()) : List.of());
        }
        return Pages.goTo("/console/contracts/" + contract + "?switched=" + preview.effectiveAt());
    }

    private ResponseEntity<byte[]> preview(
            ContractId contract,
            HttpServletRequest request,
            HttpStatus status,
            boolean meanwhile,
            List<String> refusals) {
        SwitchRequest chosen = SwitchRequest.read(request);
        @Nullable List<Preflight.Point> points = request.getParameter("check") == null ? null : check(contract, chosen);
        return pages.show(status, "console/contracts/preview.jte", () -> {
            ContractTerms terms = switches.terms(contract);
            Preview preview = switches.preview(terms, chosen);
            return new ComposePreview(new ComposePreview.Read(
                            terms,
                            switches.customers().require(terms.contract().customer()),
                            chosen,
                            preview,
                            switches.amounts(preview),
                            switches.destinations(terms, preview, chosen),
                            points,
                            clock.instant()))
                    .page(
                            frames.of(request, TITLE, ContractPages.SECTION),
                            UUID.randomUUID().toString(),
                            meanwhile,
                            refusals);
        });
    }

    private @Nullable List<Preflight.Point> check(ContractId contract, SwitchRequest chosen) {
        ContractTerms terms = switches.terms(contract);
        return switches.check(terms, chosen, switches.preview(terms, chosen));
    }

    /** A form sent twice is one edit: the second one finds the first one's key. */
    private static String once(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("once"))
                .filter(text -> text.length() == 36)
                .orElseThrow(() -> Refused.rule("the form is not whole; open the preview again"));
    }

    private static ContractId contract(String id) {
        return new ContractId(PageIds.require(id, "contract"));
    }
}
