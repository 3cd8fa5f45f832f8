package io.downbeat.lab.prove;

import io.downbeat.sandbox.Sandbox;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways out, as the proof sets it up and as the ledger shows it.
 *
 * @param method the delivery method, in the API's words
 * @param ledgerProvider how the sandbox calls who holds it
 * @param settings the account's configuration as JSON, from the sandbox's address and a fresh private key in PEM
 * @param customerKeys the customer's configuration as JSON, {@code %s} for the customer's id there
 * @param customer the id of a customer with whom all is well, {@code %s} for its label of eight hexadecimal digits
 * @param ownFaults what goes wrong here and not everywhere, and passes
 * @param refusals what does not pass
 */
record Destination(
        String name,
        String provider,
        String method,
        String ledgerProvider,
        Kind kind,
        BinaryOperator<String> settings,
        String customerKeys,
        String customer,
        List<String> ownFaults,
        List<Refusal> refusals) {

    enum Kind {
        /** One object there for each invoice, by the delivery's id. */
        INVOICE,
        /** Hourly records; of one buyer they sum to the invoices. */
        METER,
        /** At least one message for each invoice, each a copy of the same. */
        MESSAGE
    }

    boolean isMarketplace() {
        return provider.endsWith("_marketplace");
    }

    /** Stripe keeps such a total as the customer's credit, and a queue carries what it gets; nobody else takes one. */
    boolean takesBelowZero() {
        return kind == Kind.MESSAGE || provider.equals("stripe");
    }

    /** Whether what is parked holds back what comes after it for the same customer. */
    boolean keepsOrder() {
        return method.equals("aws_sqs");
    }

    String keysOf(String label, @Nullable Refusal refusal) {
        String id = refusal == null ? customer : refusal.customer();
        return customerKeys.formatted(id.formatted(label));
    }

    /** The sandbox's step that stands for all calls to it: queues share their provider with metering. */
    String everyCall() {
        return switch (method) {
            case "aws_sqs" -> "sqs_send_message";
            case "aws_sns" -> "sns_publish";
            default -> "*";
        };
    }

    /** Its own steps, where several destinations share a provider. */
    List<String> steps(Sandbox sandbox) {
        return sandbox.steps(ledgerProvider).stream().filter(this::owns).toList();
    }

    boolean owns(String step) {
        return switch (method) {
            case "aws_sqs" -> step.startsWith("sqs_");
            case "aws_sns" -> step.startsWith("sns_");
            default -> !step.startsWith("sqs_") && !step.startsWith("sns_");
        };
    }
}
