package io.downbeat.delivery.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which our rows and a provider differ.
 *
 * @param deliveryId the delivery it is about, if one of ours is
 * @param providerRef the object it is about, if there is one
 * @param detail one sentence, without secrets
 */
record Difference(
        Kind kind,
        String account,
        @Nullable UUID deliveryId,
        @Nullable UUID invoiceId,
        @Nullable String providerRef,
        String detail) {

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

    /** What can be done without a person; each only hands the row to the engine or writes down what the provider says. */
    RepairAction action() {
        return switch (kind) {
            case MISSING_THERE -> deliveryId == null ? RepairAction.TELL_A_PERSON : RepairAction.ASK_AGAIN;
            case VOIDED_THERE -> RepairAction.RECORD_STATUS;
            case NOT_VOIDED_THERE -> RepairAction.TAKE_BACK;
            case EXTRA_THERE, DIFFERENT_AMOUNT, WRONG_ACCOUNT -> RepairAction.TELL_A_PERSON;
        };
    }

    String explanation() {
        return switch (action()) {
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
            case MISSING_THERE -> "a marketplace takes no second record of an hour: compare with its own report";
            case VOIDED_THERE, NOT_VOIDED_THERE -> "compare with the provider's own pages";
        };
    }
}
