package io.downbeat.console.customers;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Sentences;
import io.downbeat.contracts.Contract;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.ArchiveConfigurations;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ObjectNode;

/** Archiving a customer or one of its configurations: a page that says what it strands, then the form. */
@Controller
final class ArchivePages {
    private static final String CUSTOMER = "/console/customers/{id}/archive";
    private static final String CONFIGURATION = "/console/customers/{id}/configurations/{configuration}/archive";

    private final Pages pages;
    private final Frames frames;
    private final ReadCustomer reads;
    private final Customers customers;
    private final Archiving archiving;
    private final BusinessClock clock;
    private final RefusedForms forms;

    /** What does it. */
    record Archiving(ManageCustomers customers, ArchiveConfigurations configurations) {}

    ArchivePages(
            Pages pages,
            Frames frames,
            ReadCustomer reads,
            Customers customers,
            Archiving archiving,
            BusinessClock clock,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.reads = reads;
        this.customers = customers;
        this.archiving = archiving;
        this.clock = clock;
        this.forms = forms;
    }

    @GetMapping(CUSTOMER)
    ResponseEntity<byte[]> askCustomer(@PathVariable("id") String id, HttpServletRequest request) {
        CustomerId customer = customer(id);
        return show(HttpStatus.OK, () -> ofCustomer(request, customer, null));
    }

    @PostMapping(CUSTOMER)
    @Changes(action = "archive_customer", resource = "customer")
    ResponseEntity<byte[]> archiveCustomer(@PathVariable("id") String id, HttpServletRequest request) {
        CustomerId customer = customer(id);
        try {
            archiving.customers().archive(customer);
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return show(
                    HttpStatus.valueOf(refused.status()),
                    () -> ofCustomer(request, customer, Sentences.whole(refused.getMessage())));
        }
        return Pages.goTo("/console/customers/" + customer);
    }

    @GetMapping(CONFIGURATION)
    ResponseEntity<byte[]> askConfiguration(
            @PathVariable("id") String id, @PathVariable("configuration") String one, HttpServletRequest request) {
        CustomerId customer = customer(id);
        ConfigurationId configuration = configuration(one);
        return show(HttpStatus.OK, () -> ofConfiguration(request, customer, configuration, null));
    }

    @PostMapping(CONFIGURATION)
    @Changes(action = "archive_billing_provider_configuration", resource = "billing_provider_configuration")
    ResponseEntity<byte[]> archiveConfiguration(
            @PathVariable("id") String id, @PathVariable("configuration") String one, HttpServletRequest request) {
        CustomerId customer = customer(id);
        ConfigurationId configuration = configuration(one);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putArray("customer_billing_provider_configuration_ids").add(configuration.toString());
        try {
            archiving.configurations().archive(customer, Body.of(body, ""));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return show(
                    HttpStatus.valueOf(refused.status()),
                    () -> ofConfiguration(request, customer, configuration, Sentences.whole(refused.getMessage())));
        }
        return Pages.goTo("/console/customers/" + customer);
    }

    private ResponseEntity<byte[]> show(HttpStatus status, Supplier<ArchivePage> page) {
        return pages.show(status, "console/customers/archive.jte", page);
    }

    private ArchivePage ofCustomer(HttpServletRequest request, CustomerId id, @Nullable String error) {
        Customer customer = customers.require(id);
        List<Contract> contracts = reads.unarchived(id);
        List<String> says = new ArrayList<>();
        if (customer.isArchived()) {
            says.add("It is archived already, and stays so.");
        } else {
            says.add("This cannot be undone.");
            says.add(
                    contracts.isEmpty()
                            ? "It has no contract that is not archived."
                            : (contracts.size() == 1
                                            ? "Its contract is archived with it."
                                            : "Its " + contracts.size()
                                                    + " contracts are archived with it, those that are over too.")
                                    + " Their invoices are voided, the delivered ones too: each is taken back at its"
                                    + " provider where the provider lets one.");
            if (!customer.ingestAliases().isEmpty()) {
                says.add("Its aliases stay reserved, so that no event of it is counted for somebody else.");
            }
        }
        return new ArchivePage(
                frames.of(request, "Archive " + customer.name(), CustomerPagesModule.SECTION),
                customer.name(),
                "Archive " + customer.name() + "?",
                "/console/customers/" + id + "/archive",
                "/console/customers/" + id,
                says,
                contracts.stream().map(ArchivePages::runs).toList(),
                customer.isArchived()
                        ? null
                        : contracts.isEmpty() ? "Archive the customer" : "Archive it, and void its invoices",
                error);
    }

    private static CustomerPage.Use runs(Contract contract) {
        return new CustomerPage.Use(
                contract.id().toString(),
                ComposeCustomerPage.name(contract),
                ComposeCustomerPage.when(contract.startingAt(), contract.endingBefore()),
                false);
    }

    private ArchivePage ofConfiguration(
            HttpServletRequest request, CustomerId id, ConfigurationId configuration, @Nullable String error) {
        Customer customer = customers.require(id);
        ProviderConfiguration one = reads.configuration(id, configuration);
        Destination to = Objects.requireNonNull(Destination.all(List.of(one)).get(one.id()));
        List<CustomerPage.Use> strands = strands(id, configuration, clock.instant());
        return new ArchivePage(
                frames.of(request, "Archive a configuration", CustomerPagesModule.SECTION),
                customer.name(),
                "Archive " + to.name() + ", " + to.how() + "?",
                "/console/customers/" + id + "/configurations/" + configuration + "/archive",
                "/console/customers/" + id,
                says(one, strands),
                one.isArchived() ? List.of() : strands,
                one.isArchived() ? null : "Archive it",
                error);
    }

    private static List<String> says(ProviderConfiguration one, List<CustomerPage.Use> strands) {
        if (one.isArchived()) {
            return List.of("It is archived already, and stays so.");
        }
        return List.of(
                "This cannot be undone. What tells the customer there is free again: another configuration may have"
                        + " it.",
                strands.isEmpty()
                        ? "No contract is billed through it, now or later."
                        : "The contracts below are billed by nobody where they name it: invoices finalized from now on"
                                + " stay here. Switch them to another provider first if that is not meant.",
                "What was finalized before goes on to where it was going.");
    }

    /** Only what is not over by now. */
    private List<CustomerPage.Use> strands(CustomerId id, ConfigurationId configuration, Instant now) {
        return reads.using(id, configuration).stream()
                .filter(terms -> !terms.contract().isArchived())
                .flatMap(terms -> ComposeCustomerPage.uses(terms, configuration, now).stream())
                .filter(use -> !use.isOver())
                .toList();
    }

    private static CustomerId customer(String id) {
        return new CustomerId(PageIds.require(id, "customer"));
    }

    private static ConfigurationId configuration(String id) {
        return new ConfigurationId(PageIds.require(id, "configuration"));
    }
}
