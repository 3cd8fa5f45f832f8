package io.downbeat.console.invoices;

import io.downbeat.console.Frame;
import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Void, regenerate: the page that says what will happen, and the form on it that does it. */
@Controller
final class InvoiceActionPages {
    private final Pages pages;
    private final Frames frames;
    private final ReadInvoice invoices;
    private final Invoicing.Actions actions;
    private final BusinessClock clock;
    private final RefusedForms forms;

    InvoiceActionPages(
            Pages pages,
            Frames frames,
            ReadInvoice invoices,
            Invoicing.Actions actions,
            BusinessClock clock,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.invoices = invoices;
        this.actions = actions;
        this.clock = clock;
        this.forms = forms;
    }

    @GetMapping("/console/invoices/{id}/{action:void|regenerate}")
    ResponseEntity<byte[]> ask(
            @PathVariable("id") String id, @PathVariable("action") String action, HttpServletRequest request) {
        return ask(InvoiceAction.of(action), InvoicePages.invoice(id), request, HttpStatus.OK, null);
    }

    @PostMapping("/console/invoices/{id}/void")
    @Changes(action = "void_invoice", resource = "invoice")
    ResponseEntity<byte[]> voidOne(@PathVariable("id") String id, HttpServletRequest request) {
        InvoiceId invoice = InvoicePages.invoice(id);
        return done(InvoiceAction.VOID, invoice, request, () -> {
            actions.voidOne(invoice, clock.instant());
            return "/console/invoices/" + invoice + "?done=VOIDED";
        });
    }

    @PostMapping("/console/invoices/{id}/regenerate")
    @Changes(action = "regenerate_invoice", resource = "invoice")
    ResponseEntity<byte[]> regenerate(@PathVariable("id") String id, HttpServletRequest request) {
        InvoiceId invoice = InvoicePages.invoice(id);
        return done(
                InvoiceAction.REGENERATE,
                invoice,
                request,
                () -> "/console/invoices/" + actions.regenerate(invoice, clock.instant()) + "?done=REGENERATED");
    }

    /** @param work answers where to go afterwards */
    private ResponseEntity<byte[]> done(
            InvoiceAction action, InvoiceId id, HttpServletRequest request, Supplier<String> work) {
        try {
            return Pages.goTo(work.get());
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return ask(
                    action, id, request, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()));
        }
    }

    private ResponseEntity<byte[]> ask(
            InvoiceAction action, InvoiceId id, HttpServletRequest request, HttpStatus status, @Nullable String error) {
        return pages.show(status, "console/invoices/action.jte", () -> {
            InvoiceData data = invoices.read(id);
            Frame frame = frames.of(request, action.word() + " an invoice", InvoicePages.SECTION);
            return new InvoiceActionPage(
                    frame,
                    action,
                    data.path(),
                    new ComposeInvoicePage(data).head(frame),
                    Money.text(data.invoice().total()),
                    data.destination(),
                    Consequences.of(action, data),
                    action.whyNot(data),
                    error);
        });
    }
}
