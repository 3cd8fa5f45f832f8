package io.downbeat.console.contracts;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** What a contract's page has too much of: earlier invoices, and the days of its draft. */
@Controller
@RequestMapping("/console/contracts/{id}")
final class ContractListPages {
    private static final int ROWS = 50;

    private final Pages pages;
    private final Frames frames;
    private final ReadContract contracts;
    private final BusinessClock clock;
    private final Invoicing invoicing;

    ContractListPages(Pages pages, Frames frames, ReadContract contracts, BusinessClock clock, Invoicing invoicing) {
        this.pages = pages;
        this.frames = frames;
        this.contracts = contracts;
        this.clock = clock;
        this.invoicing = invoicing;
    }

    @GetMapping("/invoices")
    ResponseEntity<byte[]> invoices(@PathVariable("id") String id, Query query, HttpServletRequest request) {
        ContractId contract = contract(id);
        PageToken token = query.nextPage().orElseThrow(PageToken::unknown);
        var place = new InvoiceSubject.Place(token.instant(0), new InvoiceId(token.uuid(1)));
        return pages.show("console/contracts/earlier.jte", () -> {
            ContractData data = contracts.earlier(contract, place, ROWS + 1, clock.instant());
            List<Invoicing.Summary> found = data.invoices();
            return new ContractListPage(
                    frames.of(request, "Earlier invoices", ContractPages.SECTION),
                    ComposeSwitch.contracted(data.terms().contract(), data.customer()),
                    ComposeContractPage.rows(
                            new Bills(data).all().stream().limit(ROWS).toList(), List.of()),
                    found.size() > ROWS ? new ComposeContractPage(data).earlier(found.get(ROWS - 1)) : "");
        });
    }

    @GetMapping("/draft")
    ResponseEntity<byte[]> draft(@PathVariable("id") String id, HttpServletRequest request) {
        ContractId contract = contract(id);
        return pages.show("console/contracts/draft.jte", () -> {
            ContractTerms terms = contracts.terms(contract);
            Invoicing.OpenPeriod draft =
                    invoicing.openPeriod(terms).orElseThrow(() -> Refused.notFound("no draft of a period is open"));
            ComposeDraft.Columns columns = ComposeDraft.of(draft.days());
            return new DraftPage(
                    frames.of(request, "Draft by product and day", ContractPages.SECTION),
                    ComposeSwitch.contracted(terms.contract(), contracts.customer(terms)),
                    Moments.period(draft.period()) + " so far",
                    Money.text(draft.total()),
                    columns.products(),
                    columns.days());
        });
    }

    private static ContractId contract(String id) {
        return new ContractId(PageIds.require(id, "contract"));
    }
}
