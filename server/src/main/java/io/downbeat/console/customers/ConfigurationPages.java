package io.downbeat.console.customers;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.customers.ConfigurationPage.Field;
import io.downbeat.console.customers.ConfigurationPage.Filled;
import io.downbeat.console.customers.ConfigurationPage.Form;
import io.downbeat.console.customers.ConfigurationPage.Method;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.preflight.CheckDestination;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.CreateConfigurations;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
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
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.node.ObjectNode;

/** Where a customer's invoices may go: choose the account, fill in who the customer is there, check, save. */
@Controller
@RequestMapping("/console/customers/{id}/configurations/new")
final class ConfigurationPages {
    private static final String METHOD = "method";

    private final Pages pages;
    private final Frames frames;
    private final Customers customers;
    private final Providers providers;
    private final CreateConfigurations configurations;
    private final CheckDestination checks;
    private final RefusedForms forms;

    ConfigurationPages(
            Pages pages,
            Frames frames,
            Customers customers,
            Providers providers,
            CreateConfigurations configurations,
            CheckDestination checks,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.providers = providers;
        this.configurations = configurations;
        this.checks = checks;
        this.forms = forms;
    }

    @GetMapping
    ResponseEntity<byte[]> ask(@PathVariable("id") String id, HttpServletRequest request) {
        return show(customer(id), request, HttpStatus.OK, null, null);
    }

    /** Asks the provider about what is filled in, and keeps nothing of it. */
    @PostMapping(params = "do=check")
    @Reads
    ResponseEntity<byte[]> check(@PathVariable("id") String id, HttpServletRequest request) {
        CustomerId customer = customer(id);
        try {
            var found = ComposeCustomerPage.findings(
                    checks.check(configurations.asked(customer, item(require(request), request))));
            return show(customer, request, HttpStatus.OK, null, found);
        } catch (Refused refused) {
            return show(customer, request, HttpStatus.valueOf(refused.status()), refused.getMessage(), null);
        }
    }

    @PostMapping
    @Changes(action = "set_billing_provider_configuration", resource = "billing_provider_configuration")
    ResponseEntity<byte[]> save(@PathVariable("id") String id, HttpServletRequest request) {
        CustomerId customer = customer(id);
        ConfigurationId saved;
        try {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.putArray("data").add(node(require(request), request).put("customer_id", customer.toString()));
            saved = configurations.create(Body.of(body, "")).getFirst().id();
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return show(customer, request, HttpStatus.valueOf(refused.status()), refused.getMessage(), null);
        }
        return Pages.goTo("/console/customers/" + customer + "?added=" + saved);
    }

    private static Body item(DeliveryMethod method, HttpServletRequest request) {
        return Body.of(node(method, request), "");
    }

    /** As {@code setCustomerBillingProviderConfigurations} takes it. */
    private static ObjectNode node(DeliveryMethod method, HttpServletRequest request) {
        ObjectNode item = Json.MAPPER.createObjectNode();
        item.put("billing_provider", method.provider().wire());
        item.put("delivery_method_id", method.id().toString());
        ConfigurationFields.fill(item.putObject("configuration"), method, request);
        return item;
    }

    private DeliveryMethod require(HttpServletRequest request) {
        return chosen(request).orElseThrow(() -> Refused.rule("choose an account first"));
    }

    private Optional<DeliveryMethod> chosen(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter(METHOD))
                .flatMap(Ids::parse)
                .flatMap(id -> providers.deliveryMethod(new DeliveryMethodId(id)));
    }

    private ResponseEntity<byte[]> show(
            CustomerId id,
            HttpServletRequest request,
            HttpStatus status,
            @Nullable String refusal,
            @Nullable List<CustomerPage.Finding> found) {
        return pages.show(status, "console/customers/configuration.jte", () -> {
            Customer customer = customers.require(id);
            Optional<DeliveryMethod> method = chosen(request);
            return new ConfigurationPage(
                    frames.of(request, "Where invoices go, " + customer.name(), CustomerPagesModule.SECTION),
                    id.toString(),
                    customer.name(),
                    method.isPresent()
                            ? List.of()
                            : providers.deliveryMethods().stream()
                                    .map(ConfigurationPages::method)
                                    .toList(),
                    method.map(one -> form(one, request, refusal, found)).orElse(null));
        });
    }

    private static Form form(
            DeliveryMethod method,
            HttpServletRequest request,
            @Nullable String refusal,
            @Nullable List<CustomerPage.Finding> found) {
        List<Field> fields = ConfigurationFields.of(method);
        @Nullable Field wrong = refusal == null ? null : ConfigurationFields.named(fields, refusal);
        return new Form(
                method(method),
                fields.stream()
                        .map(field -> new Filled(field, ConfigurationFields.value(request, field)))
                        .toList(),
                refusal == null ? null : sentence(refusal, wrong),
                wrong == null ? null : wrong.name(),
                found);
    }

    /** In the form's words: the field by its label, not by its place in a request. */
    private static String sentence(String refusal, @Nullable Field wrong) {
        String says = refusal.replaceFirst("^(data\\[0]\\.)?configuration: ", "");
        return Sentences.whole(
                wrong == null ? says : wrong.label() + " " + says.replaceFirst("^\\S*" + wrong.name() + ":? ?", ""));
    }

    private static Method method(DeliveryMethod one) {
        return new Method(
                one.id().toString(),
                one.provider().displayName(),
                Destination.css(one.provider(), one.type()),
                switch (one.type()) {
                    case DIRECT_TO_BILLING_PROVIDER -> "direct";
                    case AWS_SQS -> "by SQS";
                    case AWS_SNS -> "by SNS";
                    case TACKLE -> "through Tackle";
                },
                ComposeCustomerPage.account(one));
    }

    private static CustomerId customer(String id) {
        return new CustomerId(PageIds.require(id, "customer"));
    }
}
