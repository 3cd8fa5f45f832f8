package io.downbeat.console.settings;

import static io.downbeat.providers.DeliveryMethodType.AWS_SNS;
import static io.downbeat.providers.DeliveryMethodType.AWS_SQS;
import static io.downbeat.providers.DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
import static io.downbeat.providers.DeliveryMethodType.TACKLE;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.preflight.CheckAccounts;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationKey;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.Providers;
import io.downbeat.providers.SetUpDeliveryMethods;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ObjectNode;

/** Sets up delivery methods, mends their credentials and has them checked. */
@Controller
final class DeliveryMethodPages {
    private static final String METHODS = "/console/settings/delivery-methods/";

    private final Pages pages;
    private final Frames frames;
    private final Providers providers;
    private final SetUpDeliveryMethods setUp;
    private final CheckAccounts checks;
    private final RefusedForms forms;

    DeliveryMethodPages(
            Pages pages,
            Frames frames,
            Providers providers,
            SetUpDeliveryMethods setUp,
            CheckAccounts checks,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.providers = providers;
        this.setUp = setUp;
        this.checks = checks;
        this.forms = forms;
    }

    @GetMapping(METHODS + "new")
    ResponseEntity<byte[]> kinds(HttpServletRequest request) {
        return pages.show(
                "console/settings/providers.jte",
                () -> new ProvidersPage(
                        frames.of(request, "Add a delivery method", Tab.SECTION),
                        // Accounts at providers before queues that somebody else reads.
                        Stream.of(DIRECT_TO_BILLING_PROVIDER, TACKLE, AWS_SQS, AWS_SNS)
                                .flatMap(type -> Arrays.stream(BillingProvider.values())
                                        .filter(provider ->
                                                !setUp.keys(provider, type).isEmpty())
                                        .map(provider -> new ProvidersPage.Kind(
                                                provider.displayName(),
                                                Destination.css(provider, type),
                                                Fields.method(type),
                                                path(provider, type))))
                                .toList()));
    }

    @GetMapping(METHODS + "new/{provider}/{method}")
    ResponseEntity<byte[]> ask(
            @PathVariable("provider") String provider,
            @PathVariable("method") String method,
            HttpServletRequest request) {
        return ask(provider(provider), method(method), HttpStatus.OK, null, request);
    }

    @PostMapping(METHODS + "new/{provider}/{method}")
    @Changes(action = "set_up_billing_provider", resource = "delivery_method")
    ResponseEntity<byte[]> add(
            @PathVariable("provider") String provider,
            @PathVariable("method") String method,
            HttpServletRequest request) {
        BillingProvider to = provider(provider);
        DeliveryMethodType by = method(method);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("billing_provider", to.wire());
        body.put("delivery_method", by.wire());
        body.set("configuration", filledIn(keys(to, by), request));
        try {
            setUp.setUp(Body.of(body, ""));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return ask(to, by, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()), request);
        }
        return Pages.goTo(Tab.ACCOUNTS.path());
    }

    @GetMapping(METHODS + "{id}/credentials")
    ResponseEntity<byte[]> askCredentials(@PathVariable("id") String id, HttpServletRequest request) {
        return askCredentials(id(id), HttpStatus.OK, null, request);
    }

    @PostMapping(METHODS + "{id}/credentials")
    @Changes(action = "update_credentials", resource = "delivery_method")
    ResponseEntity<byte[]> mend(@PathVariable("id") String id, HttpServletRequest request) {
        DeliveryMethodId method = id(id);
        DeliveryMethod found = existing(method);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("configuration", filledIn(credentials(found), request));
        try {
            setUp.mend(method, Body.of(body, ""));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return askCredentials(
                    method, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()), request);
        }
        return Pages.goTo(Tab.ACCOUNTS.path());
    }

    /** A harmless read, so without a page before it. */
    @PostMapping(METHODS + "{id}/check")
    @Changes(action = "check_account", resource = "delivery_method")
    ResponseEntity<byte[]> check(@PathVariable("id") String id) {
        checks.check(id(id));
        return Pages.goTo(Tab.ACCOUNTS.path());
    }

    private ResponseEntity<byte[]> ask(
            BillingProvider provider,
            DeliveryMethodType type,
            HttpStatus status,
            @Nullable String error,
            HttpServletRequest request) {
        List<ConfigurationKey> keys = keys(provider, type);
        return pages.show(
                status,
                "console/settings/deliveryMethod.jte",
                () -> new DeliveryMethodForm(
                        frames.of(request, "Add a delivery method", Tab.SECTION),
                        "Add " + provider.displayName() + ", " + Fields.method(type),
                        "Nothing is sent there before a customer has a configuration with it and a contract bills by"
                                + " that. Secrets are sealed and never shown again.",
                        path(provider, type),
                        "Add " + provider.displayName(),
                        keys.stream()
                                .map(key -> field(key, Fields.hint(key.name()), request))
                                .toList(),
                        error));
    }

    private ResponseEntity<byte[]> askCredentials(
            DeliveryMethodId id, HttpStatus status, @Nullable String error, HttpServletRequest request) {
        return pages.show(status, "console/settings/deliveryMethod.jte", () -> {
            DeliveryMethod method = existing(id);
            Set<String> there = setUp.credentials(id);
            return new DeliveryMethodForm(
                    frames.of(request, "Mend credentials", Tab.SECTION),
                    "Mend the credentials of " + method.provider().displayName() + ", " + Fields.method(method.type()),
                    "What you fill in takes the place of what is there, and what you leave empty stays. Deliveries that"
                            + " were held back by the old ones go on by themselves.",
                    METHODS + id + "/credentials",
                    "Replace what is filled in",
                    credentials(method).stream()
                            .map(key -> field(
                                    key,
                                    (there.contains(key.name())
                                                            || method.configuration()
                                                                    .has(key.name())
                                                    ? "One is set. "
                                                    : "None is set. ")
                                            + Fields.hint(key.name()),
                                    request))
                            .toList(),
                    error);
        });
    }

    private static DeliveryMethodForm.Field field(ConfigurationKey key, String hint, HttpServletRequest request) {
        DeliveryMethodForm.Kind kind = switch (key.form()) {
            case TEXT, WHOLE_NUMBER -> DeliveryMethodForm.Kind.LINE;
            case FLAG -> DeliveryMethodForm.Kind.CHECK;
            case SECRET -> DeliveryMethodForm.Kind.SECRET;
        };
        // Also in the address of the page, where somebody comes back to the form after signing in again.
        boolean mayBeShown = kind != DeliveryMethodForm.Kind.SECRET;
        return new DeliveryMethodForm.Field(
                key.name(),
                Fields.label(key.name()),
                hint,
                key.isRequired(),
                kind,
                mayBeShown
                        ? Optional.ofNullable(request.getParameter(key.name())).orElse("")
                        : "");
    }

    /** What the form says, as {@code setUpBillingProvider} takes it; what is empty is not there. */
    private static ObjectNode filledIn(List<ConfigurationKey> keys, HttpServletRequest request) {
        ObjectNode configuration = Json.MAPPER.createObjectNode();
        for (ConfigurationKey key : keys) {
            String value = Optional.ofNullable(request.getParameter(key.name()))
                    .orElse("")
                    .strip();
            if (value.isEmpty()) {
                continue;
            }
            switch (key.form()) {
                case TEXT, SECRET -> configuration.put(key.name(), value);
                case FLAG -> configuration.put(key.name(), true);
                case WHOLE_NUMBER -> {
                    // What is no number stays text, and is refused with the API's own sentence.
                    if (value.matches("[0-9]{1,9}")) {
                        configuration.put(key.name(), Integer.parseInt(value));
                    } else {
                        configuration.put(key.name(), value);
                    }
                }
            }
        }
        return configuration;
    }

    private List<ConfigurationKey> keys(BillingProvider provider, DeliveryMethodType type) {
        List<ConfigurationKey> keys = setUp.keys(provider, type).stream()
                .filter(key -> Fields.has(key.name()))
                .toList();
        if (keys.isEmpty()) {
            throw noSuchPage();
        }
        return keys;
    }

    private List<ConfigurationKey> credentials(DeliveryMethod method) {
        return setUp.keys(method.provider(), method.type()).stream()
                .filter(ConfigurationKey::isCredential)
                .toList();
    }

    private DeliveryMethod existing(DeliveryMethodId id) {
        return providers.deliveryMethod(id).orElseThrow(() -> Refused.notFound("no delivery method has the id " + id));
    }

    private static DeliveryMethodId id(String text) {
        return new DeliveryMethodId(PageIds.require(text, "delivery method"));
    }

    private static BillingProvider provider(String wire) {
        return Stream.of(BillingProvider.values())
                .filter(one -> one.wire().equals(wire))
                .findFirst()
                .orElseThrow(DeliveryMethodPages::noSuchPage);
    }

    private static DeliveryMethodType method(String wire) {
        return Stream.of(DeliveryMethodType.values())
                .filter(one -> one.wire().equals(wire))
                .findFirst()
                .orElseThrow(DeliveryMethodPages::noSuchPage);
    }

    private static Refused noSuchPage() {
        return Refused.notFound("no delivery method of this kind can be set up");
    }

    private static String path(BillingProvider provider, DeliveryMethodType type) {
        return METHODS + "new/" + provider.wire() + "/" + type.wire();
    }
}
