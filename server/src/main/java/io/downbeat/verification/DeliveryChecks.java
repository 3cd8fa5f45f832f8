package io.downbeat.verification;

import java.util.List;

/** What must hold between invoices and their deliveries, whoever the provider is. */
class DeliveryChecks implements Checks {
    private static final String CREATED = "d.created_at >= :from AND d.created_at < :until";
    private static final String DELIVERIES = "SELECT count(*) FROM delivery d WHERE " + CREATED;
    /** {@code External} in words of SQL: what {@code external_invoice} says in each state of rest. */
    private static final String SHOWN = """
        SELECT d.invoice_id, 'delivery ' || d.id || ' is ' || d.state || ', the invoice shows '
            || coalesce(e.external_status, 'nothing') || ' ' || coalesce(e.external_invoice_id, '') AS detail
        FROM delivery d LEFT JOIN external_invoice e
            ON e.customer_id = d.customer_id AND e.invoice_id = d.invoice_id
        WHERE d.created_at >= :from AND d.created_at < :until AND (e.invoice_id IS NULL
            OR e.billing_provider_type <> lower(d.provider)
            OR CASE
                -- What is charged by a payment alone has no invoice there: its payment is what is shown.
                WHEN d.state IN ('SENT', 'CONFIRMED')
                    THEN (coalesce(e.external_invoice_id, e.external_payment_id), e.external_status)
                        IS DISTINCT FROM (d.provider_ref, d.external_status)
                WHEN d.state = 'SKIPPED' OR d.state = 'CANCELLED' AND d.provider_ref IS NULL
                    THEN e.external_status <> 'SKIPPED'
                WHEN d.state = 'CANCELLED'
                    THEN (e.external_invoice_id, e.external_status) IS DISTINCT FROM (d.provider_ref, 'VOID')
                WHEN d.state = 'PARKED' AND d.purpose = 'DELIVER' THEN e.external_status <> 'INVALID_REQUEST_ERROR'
                ELSE false END)
        """;
    /**
     * {@code Freezing} in words of SQL. NetSuite and what is metered take no total below zero; a person ends it there, by
     * voiding the invoice or by hand. No account skips one for being small.
     */
    private static final String BELOW_ZERO = """
        SELECT d.invoice_id, 'delivery ' || d.id || ' of ' || d.total || ' is ' || d.state || coalesce(': ' || d.reason, '')
            AS detail
        FROM delivery d
        WHERE d.created_at >= :from AND d.created_at < :until AND d.total < 0 AND d.purpose = 'DELIVER'
            AND CASE WHEN d.state = 'SKIPPED' THEN d.reason LIKE 'the total is below %'
                ELSE d.state NOT IN ('PARKED', 'CANCELLED') AND (d.provider = 'NETSUITE'
                    OR d.provider LIKE '%\\_MARKETPLACE' AND d.method IN ('DIRECT_TO_BILLING_PROVIDER', 'TACKLE')) END
        """;
    /** By the database's own clock; a running server frees such a row within seconds. */
    private static final String DEAD = """
        SELECT d.invoice_id, 'delivery ' || d.id || ' is ' || d.state || ' under a lease that ended '
            || d.lease_until AS detail
        FROM delivery d
        WHERE d.state IN ('CLAIMED', 'SENDING') AND d.lease_until < clock_timestamp() - interval '2 minutes'
        UNION ALL
        SELECT NULL, 'metering record ' || m.id || ' is SENDING under a lease that ended ' || m.lease_until
        FROM metering_record m
        WHERE m.state = 'SENDING' AND m.lease_until < clock_timestamp() - interval '2 minutes'
        """;

    @Override
    public String subject() {
        return "deliveries";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("no_delivery_without_a_route", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' of an invoice that goes nowhere' AS detail
                    FROM delivery d LEFT JOIN invoice i ON i.customer_id = d.customer_id AND i.id = d.invoice_id
                    WHERE %s AND (i.configuration_id IS NULL OR i.finalized_at IS NULL)
                    """.formatted(CREATED)),
                new Check("a_delivery_goes_where_its_invoice_says", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' goes to configuration ' || d.configuration_id
                        || ', the invoice to ' || i.configuration_id AS detail
                    FROM delivery d JOIN invoice i ON i.customer_id = d.customer_id AND i.id = d.invoice_id
                    WHERE %s AND (d.configuration_id, d.contract_id)
                        IS DISTINCT FROM (coalesce(i.configuration_id, d.configuration_id), i.contract_id)
                    """.formatted(CREATED)),
                new Check("a_payload_is_what_was_frozen", DELIVERIES + " AND d.payload IS NOT NULL", """
                    SELECT d.invoice_id, 'the payload of delivery ' || d.id || ' does not match its hash' AS detail
                    FROM delivery d WHERE %s AND sha256(d.payload) <> d.payload_sha256
                    """.formatted(
                                CREATED)),
                new Check("a_payload_has_its_invoices_total", DELIVERIES, """
                    SELECT d.invoice_id, CASE
                        WHEN d.credit_type_id <> i.credit_type_id THEN 'delivery ' || d.id || ' is in another currency'
                        WHEN p.total = 'NaN' THEN 'the payload of delivery ' || d.id || ' cannot be read'
                        ELSE 'delivery ' || d.id || ' carries ' || coalesce(p.total::text, 'no total') || ', the invoice says '
                            || i.total END AS detail
                    FROM delivery d JOIN invoice i ON i.customer_id = d.customer_id AND i.id = d.invoice_id CROSS JOIN LATERAL (
                        SELECT CASE WHEN sha256(d.payload) = d.payload_sha256
                            THEN number_in_json(d.payload, 'total') ELSE d.total END AS total) p
                    WHERE %s AND (p.total IS DISTINCT FROM i.total OR (d.total, d.credit_type_id) <> (i.total, i.credit_type_id))
                    """.formatted(CREATED)),
                new Check(
                        "what_was_sent_has_a_receipt",
                        DELIVERIES + " AND d.state IN ('SENT', 'CONFIRMED')",
                        """
                        SELECT d.invoice_id, 'delivery ' || d.id || ' is ' || d.state || ' without a receipt' AS detail
                        FROM delivery d
                        WHERE %s AND d.state IN ('SENT', 'CONFIRMED') AND NOT EXISTS (
                            SELECT 1 FROM delivery_receipt r
                            WHERE r.customer_id = d.customer_id AND r.delivery_id = d.id AND r.provider_ref = d.provider_ref)
                        """.formatted(CREATED)),
                new Check("a_receipt_says_the_invoices_total", DELIVERIES + " AND d.state = 'CONFIRMED'", """
                    SELECT d.invoice_id, CASE WHEN r.remainder = 'NaN' THEN 'the receipt of delivery ' || d.id
                            || ' cannot be read'
                        ELSE 'the provider holds ' || r.invoiced_total || coalesce(' with a tax of ' || e.total_tax_amount, '')
                            || ', the invoice says ' || d.total END AS detail
                    FROM delivery d CROSS JOIN LATERAL (
                        -- A marketplace gives nothing back; what it holds beyond the total is its receipt's remainder.
                        SELECT invoiced_total, CASE WHEN d.provider LIKE '%%\\_MARKETPLACE'
                            THEN coalesce(number_in_json(convert_to(evidence, 'UTF8'), 'remainder_cents'), 0)
                            ELSE 0 END AS remainder
                        FROM delivery_receipt
                        WHERE customer_id = d.customer_id AND delivery_id = d.id AND invoiced_total IS NOT NULL
                        ORDER BY n DESC LIMIT 1) r
                    -- Our totals are net.
                    LEFT JOIN external_invoice e ON e.customer_id = d.customer_id AND e.invoice_id = d.invoice_id
                    WHERE %s AND d.state = 'CONFIRMED'
                        AND r.invoiced_total + r.remainder - coalesce(e.total_tax_amount, 0) <> d.total
                        -- Of NetSuite the versions before kept what remains without the tax, and not the tax.
                        AND NOT (d.provider = 'NETSUITE' AND e.total_tax_amount IS NULL
                            AND e.invoiced_total = r.invoiced_total AND e.invoiced_sub_total = d.total)
                    """.formatted(
                                CREATED)),
                new Check(
                        "a_total_below_zero_goes_out_or_waits_for_a_person",
                        DELIVERIES + " AND d.total < 0",
                        BELOW_ZERO),
                new Check("no_invoice_has_two_deliveries", "SELECT count(*) FROM delivery", """
                    SELECT invoice_id, 'has ' || count(*) || ' deliveries' AS detail
                    FROM delivery GROUP BY invoice_id HAVING count(*) > 1
                    """),
                new Check(
                        "no_two_deliveries_share_one_object",
                        "SELECT count(*) FROM delivery WHERE provider_ref IS NOT NULL",
                        """
                        SELECT min(invoice_id::text)::uuid AS invoice_id, count(*) || ' deliveries are bound to '
                            || provider_ref || ' of ' || account_key AS detail
                        FROM delivery WHERE provider_ref IS NOT NULL AND provider IN ('STRIPE', 'NETSUITE')
                        GROUP BY account_key, provider_ref HAVING count(*) > 1
                        """),
                new Check("a_delivery_uses_its_configurations_account", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' goes to ' || d.provider || ' by ' || d.delivery_method_id
                        || coalesce(', its configuration to ' || p.billing_provider || ' by ' || p.delivery_method_id,
                            ', and its configuration is none of its customer''s') AS detail
                    FROM delivery d LEFT JOIN provider_configuration p
                        ON p.customer_id = d.configuration_customer_id AND p.id = d.configuration_id
                    WHERE %s AND (lower(d.provider), lower(d.method), d.delivery_method_id)
                        IS DISTINCT FROM (p.billing_provider, p.delivery_method, p.delivery_method_id)
                    """.formatted(CREATED)),
                new Check("an_invoice_shows_what_became_of_its_delivery", DELIVERIES, SHOWN),
                new Check("nothing_is_unknown_for_three_days", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' has been UNKNOWN since ' || greatest(d.last_send_at, d.created_at) AS detail
                    FROM delivery d
                    WHERE %s AND d.state = 'UNKNOWN'
                        AND greatest(d.last_send_at, d.created_at) < CAST(:now AS timestamptz) - interval '72 hours'
                    """.formatted(CREATED)),
                new Check("nothing_is_held_under_a_dead_lease", """
                    SELECT (SELECT count(*) FROM delivery WHERE state IN ('CLAIMED', 'SENDING'))
                        + (SELECT count(*) FROM metering_record WHERE state = 'SENDING')
                    """, DEAD),
                new Check(
                        "a_meter_slot_is_settled_by_its_deadline",
                        "SELECT count(*) FROM metering_record m WHERE m.hour >= :from AND m.hour < :until",
                        """
                        SELECT CAST(NULL AS uuid) AS invoice_id, 'metering record ' || m.id || ' is still ' || m.state
                            || ', its deadline was ' || m.deadline_at AS detail
                        FROM metering_record m
                        WHERE m.hour >= :from AND m.hour < :until
                            AND (m.next_attempt_at IS NOT NULL OR m.next_read_at IS NOT NULL)
                            AND m.deadline_at < CAST(:now AS timestamptz) - interval '1 day'
                        """));
    }
}
