package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.RemoteState;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The invoice record that NetSuite holds under our external id.
 *
 * @param id NetSuite's internal id
 * @param net before tax, in dollars; {@code null} if the record shows no total
 * @param total with whatever tax NetSuite added
 * @param paid what was applied to it so far: payments and credit memos
 * @param otherCurrency how NetSuite calls its currency, if that is not the one we sent
 * @param payloadSha256 ours, from the custom field; {@code null} if the record does not show it
 * @param deliveryId ours, from {@code otherRefNum}; {@code null} likewise
 */
record NetsuiteView(
        String id,
        NetsuiteStatus status,
        @Nullable BigDecimal net,
        @Nullable BigDecimal total,
        BigDecimal paid,
        @Nullable String otherCurrency,
        @Nullable String payloadSha256,
        @Nullable String deliveryId,
        JsonNode json)
        implements RemoteState.Present {

    /** Something was applied to it. One of zero is called paid from its beginning, and nothing is. */
    boolean isSettled() {
        boolean isOfZero = total != null && total.signum() == 0;
        return paid.signum() > 0 || status == NetsuiteStatus.PAID && !isOfZero;
    }

    static @Nullable BigDecimal decimal(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (!value.isString()) {
            return null;
        }
        try {
            return new BigDecimal(value.stringValue().strip());
        } catch (NumberFormatException notOne) {
            return null;
        }
    }

    static BigDecimal decimalOrZero(JsonNode value) {
        BigDecimal number = decimal(value);
        return number == null ? BigDecimal.ZERO : number;
    }
}
