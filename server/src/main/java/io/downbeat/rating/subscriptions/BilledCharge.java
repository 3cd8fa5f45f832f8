package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A charge as a finalized invoice bills it; only the price changes, with the invoice that is made again of a voided one.
 *
 * @param period the whole billing period
 * @param charged from when on, and to where it was known then that there would be the subscription
 * @param above how many the same moment had been billed for before
 * @param price of one for the whole period
 * @param invoice the one that bills it, or billed it before it was voided
 */
public record BilledCharge(
        SubscriptionId subscription,
        ChargeKind kind,
        ServicePeriod period,
        ServicePeriod charged,
        BigDecimal above,
        BigDecimal quantity,
        BigDecimal price,
        UUID invoice) {}
