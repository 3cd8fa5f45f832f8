package io.downbeat.console.usage;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Events that belong to nobody get their customer: find whom, see what that does, then do it. */
@Controller
final class AliasPages {
    private final Pages pages;
    private final Frames frames;
    private final Customers customers;
    private final ManageCustomers changes;
    private final RefusedForms forms;

    AliasPages(Pages pages, Frames frames, Customers customers, ManageCustomers changes, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.changes = changes;
        this.forms = forms;
    }

    @GetMapping(UsagePages.PATH + "/alias")
    ResponseEntity<byte[]> choose(HttpServletRequest request) {
        return show(request, HttpStatus.OK, null);
    }

    @PostMapping(UsagePages.PATH + "/alias/{customer}")
    @Changes(action = "set_ingest_aliases", resource = "customer")
    ResponseEntity<byte[]> add(@PathVariable("customer") String customer, HttpServletRequest request) {
        CustomerId id = new CustomerId(PageIds.require(customer, "customer"));
        String alias = alias(request);
        try {
            changes.addIngestAlias(id, alias);
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return show(
                    request,
                    HttpStatus.valueOf(refused.status()),
                    Sentences.whole(String.valueOf(refused.getMessage())));
        }
        return Pages.goTo(UsagePages.PATH + "?customer=" + ComposeUsage.encoded(alias));
    }

    private ResponseEntity<byte[]> show(HttpServletRequest request, HttpStatus status, @Nullable String error) {
        String alias = alias(request);
        String typed =
                Optional.ofNullable(request.getParameter("customer")).orElse("").strip();
        return pages.show(status, "console/usage/alias.jte", () -> {
            AliasPage.@Nullable Found found = typed.isEmpty() ? null : find(typed);
            return new AliasPage(
                    frames.of(request, "Give a name to a customer", UsagePages.SECTION),
                    alias,
                    ComposeUsage.encoded(alias),
                    typed,
                    found,
                    error == null && found == null && !typed.isEmpty() ? "No customer has this id or name." : error);
        });
    }

    private AliasPage.@Nullable Found find(String typed) {
        return Optional.ofNullable(customers.resolve(List.of(typed)).get(typed))
                .map(customers::require)
                .map(AliasPages::found)
                .orElse(null);
    }

    private static AliasPage.Found found(Customer customer) {
        return new AliasPage.Found(
                customer.id().toString(),
                customer.name(),
                customer.ingestAliases().isEmpty() ? "none" : String.join(", ", customer.ingestAliases()));
    }

    /**
     * As the events carry it: a name with a blank at its end is another than the one without. A form has it encoded, because
     * browsers change the line breaks in a form's fields, which would be another name; an address has it as it is.
     */
    private static String alias(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("encoded_alias"))
                .map(ComposeUsage::decoded)
                .or(() -> Optional.ofNullable(request.getParameter("alias")))
                .orElse("");
    }
}
