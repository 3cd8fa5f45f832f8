package io.downbeat.console.story;

import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.delivery.engine.operations.DeliveryStory;

/**
 * The provider's word.
 *
 * @param total empty if the provider does not show one
 */
public record ReceiptRow(int n, String status, String ref, String total, String moment, String iso, String evidence) {

    public static ReceiptRow of(DeliveryStory.Receipt receipt, CreditType currency) {
        return new ReceiptRow(
                receipt.n(),
                receipt.externalStatus(),
                receipt.providerRef(),
                receipt.invoicedTotal() == null ? "" : Money.text(new Amount(receipt.invoicedTotal(), currency)),
                Moments.moment(receipt.receivedAt()),
                receipt.receivedAt().toString(),
                receipt.evidence());
    }
}
