package io.downbeat.embedded;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a link is to show. */
final class EmbeddableUrlRequest {
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final int MOST_COLORS = 100;
    private static final int MOST_GROUPS = 20;

    private enum Key {
        SHOW_ZERO_USAGE_LINE_ITEMS,
        CONTRACT_ID,
        INVOICE_TYPE,
        INVOICE_STATUS_FILTER,
        HIDE_VOIDED_INVOICES,
        BILLABLE_STATUS_FILTER,
        HIDE_GRANT_NAME,
        CREDIT_LEDGER_CREDIT_TYPE_ID
    }

    private enum Flag {
        TRUE,
        FALSE
    }

    /** Names of the API, in its own spelling. */
    static final List<String> COLORS = List.of(
            "Gray_dark",
            "Gray_medium",
            "Gray_light",
            "Gray_extralight",
            "White",
            "Primary_medium",
            "Primary_light",
            "UsageLine_0",
            "UsageLine_1",
            "UsageLine_2",
            "UsageLine_3",
            "UsageLine_4",
            "UsageLine_5",
            "UsageLine_6",
            "UsageLine_7",
            "UsageLine_8",
            "UsageLine_9",
            "Primary_green",
            "Primary_red",
            "Progress_bar",
            "Progress_bar_background",
            "Action",
            "Action_hover");

    private EmbeddableUrlRequest() {}

    /** @param isTheirs whether the customer has the contract of this id */
    static EmbeddedView read(Body body, CustomerId customer, ContractCheck isTheirs) {
        EmbeddedView.Dashboard dashboard = body.oneOf("dashboard", EmbeddedView.Dashboard.class);
        if (dashboard == EmbeddedView.Dashboard.CREDITS) {
            throw body.invalid(
                    "dashboard", "credits belongs to plans, which this server does not have; use commits_and_credits");
        }
        List<Body> options = body.optionalObjects("dashboard_options");
        if (!options.isEmpty() && dashboard != EmbeddedView.Dashboard.INVOICES) {
            throw body.invalid("dashboard_options", "goes with the dashboard invoices only");
        }
        return new EmbeddedView(
                customer.value(), dashboard, invoices(options, isTheirs), colors(body), groups(body, dashboard));
    }

    private static List<EmbeddedView.Group> groups(Body body, EmbeddedView.Dashboard dashboard) {
        List<Body> groups = body.optionalObjects("bm_group_key_overrides");
        if (!groups.isEmpty() && dashboard != EmbeddedView.Dashboard.USAGE) {
            throw body.invalid("bm_group_key_overrides", "goes with the dashboard usage only");
        }
        if (groups.size() > MOST_GROUPS) {
            throw body.invalid("bm_group_key_overrides", "must have at most " + MOST_GROUPS + " items");
        }
        return groups.stream().map(EmbeddableUrlRequest::group).toList();
    }

    /** Whether a customer has a contract. */
    @FunctionalInterface
    interface ContractCheck {
        boolean has(UUID contract);
    }

    private static EmbeddedView.Invoices invoices(List<Body> options, ContractCheck isTheirs) {
        Map<Key, Body> given = byKey(options);
        for (Key ofPlans : List.of(Key.BILLABLE_STATUS_FILTER, Key.HIDE_GRANT_NAME, Key.CREDIT_LEDGER_CREDIT_TYPE_ID)) {
            if (given.containsKey(ofPlans)) {
                throw given.get(ofPlans).invalid("key", "belongs to plans, which this server does not have");
            }
        }
        return new EmbeddedView.Invoices(
                contract(given.get(Key.CONTRACT_ID), isTheirs),
                word(given.get(Key.INVOICE_TYPE), EmbeddedView.Kind.class, null),
                Objects.requireNonNull(word(
                        given.get(Key.INVOICE_STATUS_FILTER),
                        EmbeddedView.Statuses.class,
                        EmbeddedView.Statuses.FINALIZED_AND_DRAFT)),
                flag(given.get(Key.HIDE_VOIDED_INVOICES)),
                flag(given.get(Key.SHOW_ZERO_USAGE_LINE_ITEMS)));
    }

    private static Map<Key, Body> byKey(List<Body> options) {
        Map<Key, Body> given = new EnumMap<>(Key.class);
        for (Body option : options) {
            option.knowsOnly(Set.of("key", "value"));
            option.text("value");
            if (given.put(option.oneOf("key", Key.class), option) != null) {
                throw option.invalid("key", "is given twice");
            }
        }
        return given;
    }

    private static @Nullable UUID contract(@Nullable Body option, ContractCheck isTheirs) {
        if (option == null) {
            return null;
        }
        UUID contract = option.uuid("value");
        if (!isTheirs.has(contract)) {
            throw option.invalid("value", "the customer has no contract " + contract);
        }
        return contract;
    }

    private static boolean flag(@Nullable Body option) {
        return word(option, Flag.class, Flag.FALSE) == Flag.TRUE;
    }

    private static <E extends Enum<E>> @Nullable E word(@Nullable Body option, Class<E> words, @Nullable E otherwise) {
        return option == null ? otherwise : option.oneOf("value", words);
    }

    private static Map<String, String> colors(Body body) {
        Map<String, String> colors = new TreeMap<>();
        List<Body> given = body.optionalObjects("color_overrides");
        if (given.size() > MOST_COLORS) {
            throw body.invalid("color_overrides", "must have at most " + MOST_COLORS + " items");
        }
        for (Body color : given) {
            color.knowsOnly(Set.of("name", "value"));
            String name = color.text("name");
            if (!COLORS.contains(name)) {
                throw color.invalid("name", "must be one of " + String.join(", ", COLORS));
            }
            String value = color.text("value");
            if (!COLOR.matcher(value).matches()) {
                throw color.invalid("value", "must be a color such as #1a2b3c");
            }
            if (colors.put(name, value) != null) {
                throw color.invalid("name", "is given twice");
            }
        }
        return colors;
    }

    private static EmbeddedView.Group group(Body body) {
        body.knowsOnly(Set.of("group_key_name", "display_name", "value_display_names"));
        String key = body.text("group_key_name");
        return new EmbeddedView.Group(
                key, body.optionalText("display_name").orElse(key), body.textMap("value_display_names"));
    }
}
