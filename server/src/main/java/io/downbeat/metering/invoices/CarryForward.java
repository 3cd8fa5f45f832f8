package io.downbeat.metering.invoices;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was metered of an invoice beyond its total is worked off by later usage of the same contract on the same
 * configuration: those cents change the invoice they belong to, and no record is sent for them (domain.md C.6). Only cents
 * that the marketplace certainly holds: what is still open or parked may yet turn out not to be there. Runs in the
 * transaction that holds the configuration.
 */
final class CarryForward {
    private static final String SURPLUS = """
        SELECT s.customer_id, s.invoice_id, s.configuration_id, s.contract_id, s.surplus_cents - (
            SELECT coalesce(sum(p.cents), 0) FROM metered_invoice r
            JOIN metering_allocation p ON p.customer_id = r.customer_id AND p.invoice_id = r.invoice_id
            JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
            WHERE r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id
                AND m.state NOT IN ('CONFIRMED', 'REJECTED', 'EXPIRED')) AS certain_cents
        FROM metered_invoice s
        WHERE s.surplus_cents > 0 AND s.voided_at IS NULL AND (s.customer_id, s.configuration_id, s.contract_id) IN (
            SELECT * FROM unnest(:customers::uuid[], :configurations::uuid[], :contracts::uuid[]))
        ORDER BY s.starts_at, s.invoice_id FOR NO KEY UPDATE OF s SKIP LOCKED
        """;
    private static final String CARRY = """
        INSERT INTO carry_forward AS c (customer_id, from_invoice_id, to_invoice_id, cents, made_at)
        VALUES (:customer, :from, :to, :cents, :now)
        ON CONFLICT (customer_id, from_invoice_id, to_invoice_id) DO UPDATE SET cents = c.cents + excluded.cents
        """;
    /**
     * Where the cents of a surplus were metered: with the invoice itself, or with those it was regenerated from. Only
     * what the marketplace certainly holds is given: cents of an open record may come back.
     */
    private static final String GIVERS = """
        SELECT g.invoice_id, g.billed_cents - (SELECT coalesce(sum(p.cents), 0) FROM metering_allocation p
            JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
            WHERE p.customer_id = g.customer_id AND p.invoice_id = g.invoice_id
                AND m.state NOT IN ('CONFIRMED', 'REJECTED', 'EXPIRED')) AS certain_cents
        FROM metered_invoice s
        JOIN metered_invoice g ON g.customer_id = s.customer_id AND g.root_invoice_id = s.root_invoice_id
        WHERE s.customer_id = :customer AND s.invoice_id = :invoice AND g.billed_cents > 0
        ORDER BY g.invoice_id FOR NO KEY UPDATE OF g SKIP LOCKED
        """;

    private static final String GIVE = """
        UPDATE metered_invoice SET billed_cents = billed_cents - :cents
        WHERE customer_id = :customer AND invoice_id = :from
        """;
    private static final String LESS = """
        UPDATE metered_invoice SET surplus_cents = surplus_cents - :cents
        WHERE customer_id = :customer AND invoice_id = :invoice
        """;
    private static final String TAKE = """
        UPDATE metered_invoice SET billed_cents = billed_cents + :cents
        WHERE customer_id = :customer AND invoice_id = :to
        """;

    private final JdbcClient database;
    private final Deliveries deliveries;

    CarryForward(JdbcClient database, Deliveries deliveries) {
        this.database = database;
        this.deliveries = deliveries;
    }

    private record Donor(InvoiceId invoice, ConfigurationRef configuration, ContractId contract, long cents) {
        boolean isFor(MeteredInvoiceState state) {
            return configuration.equals(state.configuration())
                    && contract.equals(state.contract())
                    && !invoice.equals(state.invoice());
        }

        Donor less(long taken) {
            return new Donor(invoice, configuration, contract, cents - taken);
        }
    }

    /** The invoice {@code to} takes over cents that were metered of the invoice {@code from}. */
    private record Takeover(CustomerId customer, InvoiceId from, InvoiceId to, long cents) {}

    /** What may still be carried; used up as it is. */
    static final class OverMetered {
        private final List<Donor> donors;
        private final Map<InvoiceId, Long> taken = new HashMap<>();

        private OverMetered(List<Donor> donors) {
            this.donors = new ArrayList<>(donors);
        }

        /** What was carried away from an invoice since this was read. */
        long taken(InvoiceId invoice) {
            return taken.getOrDefault(invoice, 0L);
        }
    }

    /** But for what a person settles at the marketplace, having ended the delivery. */
    OverMetered surplus(List<MeteredInvoiceState> wanting) {
        List<ConfigurationRef> configurations =
                wanting.stream().map(MeteredInvoiceState::configuration).toList();
        List<Donor> donors = database.sql(SURPLUS)
                .param(
                        "customers",
                        Rows.array(configurations, each -> each.customer().value()))
                .param(
                        "configurations",
                        Rows.array(configurations, each -> each.configuration().value()))
                .param(
                        "contracts",
                        Rows.array(wanting.stream()
                                .map(state -> state.contract().value())
                                .toList()))
                .query((row, number) -> new Donor(
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        new ConfigurationRef(
                                new CustomerId(Rows.uuid(row, "customer_id")),
                                new ConfigurationId(Rows.uuid(row, "configuration_id"))),
                        new ContractId(Rows.uuid(row, "contract_id")),
                        row.getLong("certain_cents")))
                .list();
        Set<InvoiceId> ended =
                deliveries.ended(donors.stream().map(Donor::invoice).toList());
        return new OverMetered(
                donors.stream().filter(donor -> !ended.contains(donor.invoice)).toList());
    }

    /** @return how many of the pending cents earlier invoices cover */
    long carry(OverMetered surplus, MeteredInvoiceState to, long pending, Instant now) {
        long carried = 0;
        for (int i = 0; i < surplus.donors.size() && carried < pending; i++) {
            Donor donor = surplus.donors.get(i);
            long cents = donor.isFor(to) ? Math.min(donor.cents(), pending - carried) : 0;
            if (cents > 0) {
                long given =
                        give(new Takeover(to.configuration().customer(), donor.invoice(), to.invoice(), cents), now);
                surplus.donors.set(i, donor.less(given));
                surplus.taken.merge(donor.invoice(), given, Long::sum);
                carried += given;
            }
        }
        return carried;
    }

    /**
     * @return how much; less than asked for where an outcome is open or another server holds a giver just now, and the
     *     rest stays a surplus
     */
    private long give(Takeover wanted, Instant now) {
        long left = wanted.cents();
        for (CertainDonor giver : givers(wanted)) {
            long part = Math.min(left, giver.certain());
            if (part > 0) {
                write(new Takeover(wanted.customer(), giver.invoice(), wanted.to(), part), now);
                left -= part;
            }
        }
        long given = wanted.cents() - left;
        database.sql(LESS)
                .param("cents", given)
                .param("customer", wanted.customer().value())
                .param("invoice", wanted.from().value())
                .update();
        return given;
    }

    private record CertainDonor(InvoiceId invoice, long certain) {}

    private List<CertainDonor> givers(Takeover wanted) {
        return database.sql(GIVERS)
                .param("customer", wanted.customer().value())
                .param("invoice", wanted.from().value())
                .query((row, number) ->
                        new CertainDonor(new InvoiceId(Rows.uuid(row, "invoice_id")), row.getLong("certain_cents")))
                .list();
    }

    private void write(Takeover takeover, Instant now) {
        database.sql(CARRY)
                .param("customer", takeover.customer().value())
                .param("from", takeover.from().value())
                .param("to", takeover.to().value())
                .param("cents", takeover.cents())
                .param("now", Rows.at(now))
                .update();
        database.sql(GIVE)
                .param("cents", takeover.cents())
                .param("customer", takeover.customer().value())
                .param("from", takeover.from().value())
                .update();
        database.sql(TAKE)
                .param("cents", takeover.cents())
                .param("customer", takeover.customer().value())
                .param("to", takeover.to().value())
                .update();
    }
}
