package io.downbeat.contracts.charges;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.ProductId;
import java.util.Optional;
import java.util.Set;

/** Reads scheduled charges, and changes of them, from requests. */
final class ScheduledChargeRequests {
    static final String NETSUITE = "netsuite_sales_order_id";

    private final FixedProducts products;
    private final InvoiceSchedules schedules;
    private final CustomFields fields;
    private final Ids ids;

    ScheduledChargeRequests(FixedProducts products, InvoiceSchedules schedules, CustomFields fields, Ids ids) {
        this.products = products;
        this.schedules = schedules;
        this.fields = fields;
        this.ids = ids;
    }

    /** A new charge of {@code scheduled_charges} or {@code add_scheduled_charges}. */
    ScheduledCharge read(Body body, Contract contract) {
        body.knowsOnly(Set.of("product_id", "schedule", "name", "custom_fields", NETSUITE));
        ProductId product = products.read(body);
        Body schedule = body.object("schedule");
        schedule.knowsOnly(Set.of("credit_type_id", "do_not_invoice", "recurring_schedule", "schedule_items"));
        if (schedule.flag("do_not_invoice", false)) {
            throw schedule.invalid("do_not_invoice", "is for what commits are paid by; leave it out");
        }
        CreditType currency = schedules.currency(schedule);
        return new ScheduledCharge(
                ids.next(),
                product,
                body.optionalText("name").orElse(null),
                currency,
                schedules.items(schedule, currency, inside(contract)),
                null,
                fields.read(body, CustomFieldEntity.SCHEDULED_CHARGE),
                body.optionalText(NETSUITE).orElse(null));
    }

    /** The charge as an item of {@code update_scheduled_charges} leaves it. */
    ScheduledCharge update(ScheduledCharge charge, Body body, Contract contract) {
        body.knowsOnly(Set.of("scheduled_charge_id", "invoice_schedule", NETSUITE));
        if (charge.archivedAt() != null) {
            throw body.invalid("scheduled_charge_id", "this charge is archived");
        }
        Optional<Body> asked = body.mentions(NETSUITE)
                ? body.optionalObject("invoice_schedule")
                : Optional.of(body.object("invoice_schedule"));
        ScheduledCharge scheduled = asked.map(
                        schedule -> charge.withItems(schedules.edited(charge.items(), schedule, inside(contract))))
                .orElse(charge);
        return body.mentions(NETSUITE)
                ? scheduled.soldBy(body.optionalText(NETSUITE).orElse(null))
                : scheduled;
    }

    private static InvoiceSchedules.Dates inside(Contract contract) {
        return InvoiceSchedules.Dates.inside(contract, "a charge");
    }
}
