package io.downbeat.reconciliation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.invoicing.InvoiceId;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which our rows and a provider differ.
 *
 * @param customerName whom it is about, if one of our invoices or configurations tells
 * @param deliveryId the delivery it is about, if one of ours is
 * @param providerRef the object it is about, if there is one
 * @param detail one sentence, without secrets
 * @param action what a plan proposes
 * @param explanation what that comes to, or what a person can do; a plan shows it
 */
public record Difference(
        Kind kind,
        String account,
        @Nullable String customerName,
        @Nullable DeliveryId deliveryId,
        @Nullable InvoiceId invoiceId,
        @Nullable String providerRef,
        String detail,
        RepairAction action,
        @JsonIgnore String explanation) {

    /** Each with its name for people. */
    public enum Kind {
        /** We say delivered; the account does not hold it. */
        MISSING_THERE("missing there"),
        /** It carries our mark and asks for money, and no delivery of ours is bound to it. */
        EXTRA_THERE("extra there"),
        DIFFERENT_AMOUNT("different amount"),
        /** Another account of ours holds what should be in this one. */
        WRONG_ACCOUNT("in the wrong account"),
        /** We say delivered; it was voided or deleted there. */
        VOIDED_THERE("voided there, not here"),
        /** We took it back; it still asks for money there. */
        NOT_VOIDED_THERE("voided here, not there"),
        /** Nobody can make sense of our own row, so it was compared with nothing. */
        UNREADABLE_HERE("ours cannot be read");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** With what can usually be done about it without a person. */
    static Difference of(
            Kind kind,
            String account,
            @Nullable DeliveryId deliveryId,
            @Nullable InvoiceId invoiceId,
            @Nullable String providerRef,
            String detail) {
        RepairAction action = switch (kind) {
            case MISSING_THERE -> RepairAction.ASK_AGAIN;
            case VOIDED_THERE -> RepairAction.RECORD_STATUS;
            case NOT_VOIDED_THERE -> RepairAction.TAKE_BACK;
            case EXTRA_THERE, DIFFERENT_AMOUNT, WRONG_ACCOUNT, UNREADABLE_HERE -> RepairAction.TELL_A_PERSON;
        };
        return new Difference(
                kind, account, null, deliveryId, invoiceId, providerRef, detail, action, explanation(kind, action));
    }

    /**
     * Of hours that a marketplace holds: what was metered is final on both sides.
     *
     * @param more whether it shows more than we metered
     */
    static Difference metered(Kind kind, boolean more, String account, @Nullable String providerRef, String detail) {
        String explanation = more
                ? "a marketplace gives nothing back, so nothing is sent: compare with its own report, find who else"
                        + " meters this buyer, and refund there what is too much"
                : "a marketplace takes no second record of an hour, so nothing is sent: compare with its own report,"
                        + " and bill by hand what it really lacks";
        return new Difference(
                kind, account, null, null, null, providerRef, detail, RepairAction.TELL_A_PERSON, explanation);
    }

    /** The same, with the name of whom it is about. */
    Difference about(@Nullable String customer) {
        return new Difference(kind, account, customer, deliveryId, invoiceId, providerRef, detail, action, explanation);
    }

    /** The same, left to a person. */
    Difference forAPerson() {
        return new Difference(
                kind,
                account,
                customerName,
                deliveryId,
                invoiceId,
                providerRef,
                detail,
                RepairAction.TELL_A_PERSON,
                explanation(kind, RepairAction.TELL_A_PERSON));
    }

    private static String explanation(Kind kind, RepairAction action) {
        return switch (action) {
            case ASK_AGAIN ->
                "the provider is asked for this one again. If it still shows nothing, the delivery goes out anew with"
                    + " the same content; where somebody must have deleted it (NetSuite), it is parked for a person";
            case RECORD_STATUS -> "the invoice shows VOID from then on; to bill it again, void and regenerate it";
            case TAKE_BACK -> "the provider is asked for it, and what it still holds is voided there";
            case TELL_A_PERSON -> instruction(kind);
        };
    }

    private static String instruction(Kind kind) {
        return switch (kind) {
            case EXTRA_THERE -> "look at it in the provider's own pages and void it there, if it charges somebody";
            case DIFFERENT_AMOUNT ->
                "nothing is sent over a document that a customer may have seen: credit the difference there, or void"
                        + " and regenerate the invoice";
            case WRONG_ACCOUNT -> "void it in the account that holds it, then reconcile again";
            case MISSING_THERE ->
                "another object carries this delivery's mark, so nothing is sent again: see whether that one is the"
                        + " invoice";
            case UNREADABLE_HERE -> "find out who wrote the row, and compare its invoice with the provider's own pages";
            case VOIDED_THERE, NOT_VOIDED_THERE -> "compare with the provider's own pages";
        };
    }
}
