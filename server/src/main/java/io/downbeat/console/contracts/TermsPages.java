package io.downbeat.console.contracts;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.EditContract;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
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

/** Editing a contract's name, payment terms and end: fill in, see what changes, confirm. */
@Controller
@RequestMapping("/console/contracts/{id}/terms")
final class TermsPages {
    private static final String TITLE = "Edit the terms";

    private final Pages pages;
    private final Frames frames;
    private final ReadContract contracts;
    private final BusinessClock clock;
    private final EditContract edits;
    private final RefusedForms forms;

    TermsPages(
            Pages pages,
            Frames frames,
            ReadContract contracts,
            BusinessClock clock,
            EditContract edits,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.contracts = contracts;
        this.clock = clock;
        this.edits = edits;
        this.forms = forms;
    }

    @GetMapping
    ResponseEntity<byte[]> form(@PathVariable("id") String id, HttpServletRequest request) {
        TermsRequest filledIn = request.getParameter("name") == null ? null : TermsRequest.read(request);
        return form(contract(id), filledIn, request, HttpStatus.OK, null);
    }

    @GetMapping("/check")
    ResponseEntity<byte[]> check(@PathVariable("id") String id, HttpServletRequest request) {
        return check(contract(id), request, HttpStatus.OK, false, null);
    }

    @PostMapping
    @Changes(action = "edit_contract", resource = "contract")
    ResponseEntity<byte[]> confirm(@PathVariable("id") String id, HttpServletRequest request) {
        ContractId contract = contract(id);
        var terms = contracts.terms(contract);
        if (!TermsRequest.seen(terms.contract()).equals(request.getParameter("seen"))) {
            return check(contract, request, HttpStatus.CONFLICT, true, null);
        }
        try {
            edits.edit(TermsRequest.read(request).edit(terms, once(request)));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return check(
                    contract,
                    request,
                    HttpStatus.valueOf(refused.status()),
                    false,
                    Sentences.whole(refused.getMessage()));
        }
        return Pages.goTo("/console/contracts/" + contract + "?edited=yes");
    }

    private ResponseEntity<byte[]> check(
            ContractId contract,
            HttpServletRequest request,
            HttpStatus status,
            boolean meanwhile,
            @Nullable String error) {
        TermsRequest wanted = TermsRequest.read(request);
        try {
            return pages.show(status, "console/contracts/termsCheck.jte", () -> {
                ContractData data = contracts.read(contract, clock.instant());
                List<String> changes = TermsChanges.of(data, wanted);
                if (changes.isEmpty()) {
                    throw Refused.rule("nothing is another than before");
                }
                return page(data, wanted, changes, meanwhile, error, request);
            });
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.NOT_FOUND.value()) {
                throw refused;
            }
            return form(
                    contract, wanted, request, HttpStatus.UNPROCESSABLE_CONTENT, Sentences.whole(refused.getMessage()));
        }
    }

    private ResponseEntity<byte[]> form(
            ContractId contract,
            @Nullable TermsRequest filledIn,
            HttpServletRequest request,
            HttpStatus status,
            @Nullable String error) {
        return pages.show(status, "console/contracts/terms.jte", () -> {
            ContractData data = contracts.read(contract, clock.instant());
            TermsRequest fields =
                    filledIn == null ? TermsRequest.of(data.terms().contract()) : filledIn;
            return page(data, fields, List.of(), false, error, request);
        });
    }

    private TermsPage page(
            ContractData data,
            TermsRequest fields,
            List<String> changes,
            boolean meanwhile,
            @Nullable String error,
            HttpServletRequest request) {
        return new TermsPage(
                frames.of(request, TITLE, ContractPages.SECTION),
                ComposeSwitch.contracted(data.terms().contract(), data.customer()),
                fields,
                changes,
                meanwhile,
                error,
                TermsRequest.seen(data.terms().contract()),
                UUID.randomUUID().toString());
    }

    private static String once(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("once"))
                .filter(text -> text.length() == 36)
                .orElseThrow(() -> Refused.rule("the form is not whole; open it again"));
    }

    private static ContractId contract(String id) {
        return new ContractId(PageIds.require(id, "contract"));
    }
}
