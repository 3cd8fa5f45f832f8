package io.downbeat.customeralerts.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.balances.Balance;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an alert watches. */
public enum AlertType {
    SPEND_THRESHOLD_REACHED(Measured.SPEND, Items.NONE),
    USAGE_THRESHOLD_REACHED(Measured.USAGE, Items.NONE),
    INVOICE_TOTAL_REACHED(Measured.INVOICE_TOTAL, Items.NONE),
    LOW_REMAINING_COMMIT_BALANCE_REACHED(Measured.BALANCE, Items.COMMITS),
    LOW_REMAINING_CONTRACT_CREDIT_BALANCE_REACHED(Measured.BALANCE, Items.CREDITS),
    LOW_REMAINING_CONTRACT_CREDIT_AND_COMMIT_BALANCE_REACHED(Measured.BALANCE, Items.BOTH),
    LOW_REMAINING_COMMIT_PERCENTAGE_REACHED(Measured.PERCENTAGE, Items.COMMITS),
    LOW_REMAINING_CONTRACT_CREDIT_PERCENTAGE_REACHED(Measured.PERCENTAGE, Items.CREDITS),
    LOW_REMAINING_DAYS_FOR_COMMIT_SEGMENT_REACHED(Measured.DAYS, Items.COMMITS),
    LOW_REMAINING_DAYS_FOR_CONTRACT_CREDIT_SEGMENT_REACHED(Measured.DAYS, Items.CREDITS),
    LOW_REMAINING_SEAT_BALANCE_REACHED(Measured.SEAT_BALANCE, Items.SEATS);

    /** The kind of figure that is held against the threshold. */
    public enum Measured {
        /** In the alert's credit type. */
        SPEND,
        /** In the metric's own units. */
        USAGE,
        /** In the alert's credit type. */
        INVOICE_TOTAL,
        /** In the alert's credit type. */
        BALANCE,
        /** 0 to 100 of what was granted. */
        PERCENTAGE,
        /** Whole days. */
        DAYS,
        /** Of one seat, in the alert's credit type. */
        SEAT_BALANCE
    }

    /** Which of a customer's balances count. What is one seat's alone counts for {@code SEATS} and for nothing else. */
    public enum Items {
        NONE,
        COMMITS,
        CREDITS,
        BOTH,
        SEATS;

        boolean include(Balance balance) {
            return switch (this) {
                case NONE -> false;
                case COMMITS -> balance.isCommit();
                case CREDITS -> !balance.isCommit();
                case BOTH, SEATS -> true;
            };
        }
    }

    /** What the types of the plans era would watch, in the words of contracts. */
    private static final Map<String, String> OF_PLANS = Map.of(
            "low_credit_balance_reached", "low_remaining_contract_credit_balance_reached",
            "low_remaining_credit_percentage_reached", "low_remaining_contract_credit_percentage_reached",
            "low_remaining_days_in_plan_reached",
                    "low_remaining_days_for_commit_segment_reached or"
                            + " low_remaining_days_for_contract_credit_segment_reached",
            "monthly_invoice_total_spend_threshold_reached", "spend_threshold_reached or invoice_total_reached");

    private final Measured measured;
    private final Items items;

    AlertType(Measured measured, Items items) {
        this.measured = measured;
        this.items = items;
    }

    public static Optional<AlertType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    /** The type to use in place of one that belongs to plans; empty for any other word. */
    public static Optional<String> insteadOf(String word) {
        return Optional.ofNullable(OF_PLANS.get(word));
    }

    /** As the API writes it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Measured measured() {
        return measured;
    }

    public Items items() {
        return items;
    }

    /** Whether its figure begins at nothing with every usage period. */
    public boolean isOfPeriods() {
        return measured == Measured.SPEND || measured == Measured.USAGE;
    }

    /** Whether its threshold is an amount of a credit type. */
    public boolean hasCreditType() {
        return measured != Measured.USAGE && measured != Measured.DAYS;
    }

    /** Whether its balances may be chosen by custom fields; seats are chosen by their property alone. */
    boolean takesFieldsOfBalances() {
        return items != Items.NONE && items != Items.SEATS;
    }

    public boolean takesSpecifiers() {
        return this == LOW_REMAINING_CONTRACT_CREDIT_AND_COMMIT_BALANCE_REACHED;
    }
}
