package io.downbeat.connectors.netsuite;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.delivery.Delivery;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frozen content of a delivery to NetSuite; every request is made from it and the delivery's id. Its JSON is flat: the
 * parts are for readers of the code.
 *
 * @param total as the API counts (USD in cents)
 * @param netTotal the sum of the lines as NetSuite counts (dollars), before any tax that NetSuite adds
 * @param currency ISO code
 */
record NetsuitePayload(
        @JsonUnwrapped Marks marks,
        BigDecimal total,
        BigDecimal netTotal,
        String currency,
        @JsonUnwrapped Recipient recipient,
        @JsonUnwrapped Header header,
        List<Line> lines) {

    /** Our ids, which the invoice carries at NetSuite. */
    record Marks(String invoiceId, String contractId, String customerId) {}

    /**
     * @param account NetSuite's account id
     * @param entity NetSuite's internal id of the customer
     */
    record Recipient(
            String account, String entity, @Nullable String subsidiary) {}

    /** @param tranDate {@code 2025-01-31} */
    record Header(String tranDate, String dueDate, String memo) {}

    /**
     * @param item NetSuite's internal id
     * @param rate in dollars; times the quantity exactly the amount
     * @param amount in dollars, exactly what the line of our invoice says
     */
    record Line(String item, BigDecimal quantity, BigDecimal rate, BigDecimal amount, String description) {}

    static NetsuitePayload of(Delivery delivery) {
        return Json.MAPPER.readValue(delivery.payload().bytes(), NetsuitePayload.class);
    }

    byte[] bytes() {
        return Json.MAPPER.writeValueAsBytes(this);
    }
}
