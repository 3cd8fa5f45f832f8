package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that says where a customer's invoices may go.
 *
 * @param methods to choose from, while none is chosen
 * @param form of the one that is; {@code null} before
 */
record ConfigurationPage(
        Frame frame,
        String customer,
        String name,
        List<Method> methods,
        @Nullable Form form) {
    ConfigurationPage {
        methods = List.copyOf(methods);
    }

    String path() {
        return "/console/customers/" + customer;
    }

    /** A delivery method: one account of a provider, or one queue. */
    record Method(String id, String provider, String css, String how, String account) {}

    /**
     * @param error why it was not saved, in a sentence
     * @param wrong the name of the field that it speaks of
     * @param checks what the provider answered; {@code null} if it was not asked
     */
    record Form(
            Method method,
            List<Filled> fields,
            @Nullable String error,
            @Nullable String wrong,
            @Nullable List<CustomerPage.Finding> checks) {
        Form {
            fields = List.copyOf(fields);
        }
    }

    record Filled(Field field, String value) {}

    /** @param choices of a {@link Kind#CHOICE} */
    record Field(String name, String label, String help, Kind kind, boolean required, List<Choice> choices) {
        enum Kind {
            TEXT,
            CHOICE,
            FLAG
        }
    }

    record Choice(String value, String label) {}
}
