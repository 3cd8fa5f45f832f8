package io.downbeat.delivery.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which our rows and a provider differ.
 *
 * @param deliveryId the delivery it is about, if one of ours is
 * @param providerRef the object it is about, if there is one
 * @param detail one sentence, without secrets
 * @param action what a plan proposes
 */
record Difference(
        Kind kind,
        String account,
        @Nullable UUID deliveryId,
        @Nullable UUID invoiceId,
        @Nullable String providerRef,
        String detail,
        RepairAction action) {

    enum Kind {
        /** We say delivered; the account does not hold it. */
        MISSING_THERE,
        /** It carries our mark and asks for money, and no delivery of ours is bound to it. */
        EXTRA_THERE,
        DIFFERENT_AMOUNT,
        /** Another account of ours holds what should be in this one. */
        WRONG_ACCOUNT,
        /** We say delivered; it was voided or deleted there. */
        VOIDED_THERE,
        /** We took it back; it still asks for money there. */
        NOT_VOIDED_THERE
    }

    /** With what can usually be done about it without a person. */
    static Difference of(
            Kind kind,
            String account,
            @Nullable UUID deliveryId,
            @Nullable UUID invoiceId,
            @Nullable String providerRef,
            String detail) {
        RepairAction action = switch (kind) {
            case MISSING_THERE -> RepairAction.ASK_AGAIN;
            case VOIDED_THERE -> RepairAction.RECORD_STATUS;
            case NOT_VOIDED_THERE -> RepairAction.TAKE_BACK;
            case EXTRA_THERE, DIFFERENT_AMOUNT, WRONG_ACCOUNT -> RepairAction.TELL_A_PERSON;
        };
        return new Difference(kind, account, deliveryId, invoiceId, providerRef, detail, action);
    }

    /** The same, left to a person. */
    Difference forAPerson() {
        return new Difference(kind, account, deliveryId, invoiceId, providerRef, detail, RepairAction.TELL_A_PERSON);
    }

    String explanation() {
        return switch (action) {
            case ASK_AGAIN ->
                "the delivery becomes UNKNOWN: the engine asks the provider, and only if it still shows nothing sends"
                        + " the frozen payload again under the next generation";
            case RECORD_STATUS -> "the invoice shows VOID from then on; to bill it again, void and regenerate it";
            case TAKE_BACK -> "the withdrawal is taken up again: the engine asks the provider and voids what it finds";
            case TELL_A_PERSON -> instruction();
        };
    }

    private String instruction() {
        return switch (kind) {
            case EXTRA_THERE -> "look at it in the provider's own pages and void it there, if it charges somebody";
            case DIFFERENT_AMOUNT ->
                "nothing is sent over a document that a customer may have seen: credit the difference there, or void"
                        + " and regenerate the invoice";
            case WRONG_ACCOUNT -> "void it in the account that holds it, then reconcile again";
            case MISSING_THERE ->
                deliveryId == null
                        ? "a marketplace takes no second record of an hour: compare with its own report"
                        : "another object carries this delivery's mark, so nothing is sent again: see whether that one"
                                + " is the invoice";
            case VOIDED_THERE, NOT_VOIDED_THERE -> "compare with the provider's own pages";
        };
    }
}
