package io.downbeat.console.customers;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /console/customers/new}. */
@Controller
final class NewCustomerPages {
    private static final String PATH = "/console/customers/new";
    private static final String NAME = "name";
    private static final String ALIASES = "ingest_aliases";

    private final Pages pages;
    private final Frames frames;
    private final ManageCustomers customers;
    private final RefusedForms forms;

    NewCustomerPages(Pages pages, Frames frames, ManageCustomers customers, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.forms = forms;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> ask(HttpServletRequest request) {
        return ask(request, HttpStatus.OK, null);
    }

    @PostMapping(PATH)
    @Changes(action = "create_customer", resource = "customer")
    ResponseEntity<byte[]> add(HttpServletRequest request) {
        CustomerId added;
        try {
            added = customers.create(body(request)).id();
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return ask(request, HttpStatus.valueOf(refused.status()), sentence(refused));
        }
        return Pages.goTo("/console/customers/" + added + "?new=true");
    }

    /** As {@code POST /v1/customers} takes it. */
    private static Body body(HttpServletRequest request) {
        ObjectNode customer = Json.MAPPER.createObjectNode();
        customer.put(NAME, value(request, NAME).strip());
        ArrayNode aliases = customer.putArray(ALIASES);
        value(request, ALIASES)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(aliases::add);
        return Body.of(customer, "");
    }

    /** In the form's words. */
    private static String sentence(Refused refused) {
        return Sentences.whole(refused.getMessage().replaceFirst("^ingest_aliases(\\[\\d+])?", "alias"));
    }

    private ResponseEntity<byte[]> ask(HttpServletRequest request, HttpStatus status, @Nullable String error) {
        return pages.show(
                status,
                "console/customers/new.jte",
                () -> new NewCustomerPage(
                        frames.of(request, "Add a customer", CustomerPagesModule.SECTION),
                        value(request, NAME),
                        value(request, ALIASES),
                        error));
    }

    private static String value(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }
}
