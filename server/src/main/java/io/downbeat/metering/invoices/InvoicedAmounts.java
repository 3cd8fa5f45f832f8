package io.downbeat.metering.invoices;

import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The amounts as invoicing has them. */
final class InvoicedAmounts implements DueAmounts {
    private final Invoicing invoicing;

    InvoicedAmounts(Invoicing invoicing) {
        this.invoicing = invoicing;
    }

    @Override
    public Map<InvoiceId, Due> soFar(Collection<InvoiceId> invoices, Instant now) {
        Map<InvoiceId, Due> due = new LinkedHashMap<>();
        invoicing
                .dueSoFar(invoices, now)
                .forEach((id, soFar) -> due.put(id, new Due(soFar.amount(), soFar.total(), end(soFar.period()))));
        return due;
    }

    private static @Nullable Instant end(@Nullable ServicePeriod period) {
        return period == null ? null : period.end();
    }
}
