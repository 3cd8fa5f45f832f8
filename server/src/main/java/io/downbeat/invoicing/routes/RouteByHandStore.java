package io.downbeat.invoicing.routes;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The records of routes by hand; they are only added to. */
public final class RouteByHandStore {
    private static final String FIND = """
        SELECT configuration_id, scheduled_configuration_id, reason, decided_by, decided_at, carried_from
        FROM invoice_route_by_hand WHERE customer_id = :customer AND invoice_id = :invoice
        """;
    // The hash is the database's own to write; a trigger fills it in.
    private static final String ADD = """
        INSERT INTO invoice_route_by_hand (customer_id, invoice_id, configuration_id, scheduled_configuration_id, reason,
            decided_by, decided_at, carried_from)
        VALUES (:customer, :invoice, :configuration, :scheduled, :reason, :by, :at, :carriedFrom)
        """;

    private final JdbcClient database;

    RouteByHandStore(JdbcClient database) {
        this.database = database;
    }

    public Optional<RouteByHand> find(Invoice.Ref invoice) {
        return database.sql(FIND)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .query((row, number) -> routeByHand(invoice, row))
                .optional();
    }

    void add(RouteByHand route) {
        ConfigurationId scheduled = route.scheduled();
        InvoiceId carriedFrom = route.carriedFrom();
        database.sql(ADD)
                .param("customer", route.invoice().customer().value())
                .param("invoice", route.invoice().invoice().value())
                .param("configuration", route.configuration().value())
                .param("scheduled", scheduled == null ? null : scheduled.value(), java.sql.Types.OTHER)
                .param("reason", route.decided().reason())
                .param("by", route.decided().by())
                .param("at", Rows.at(route.decided().at()))
                .param("carriedFrom", carriedFrom == null ? null : carriedFrom.value(), java.sql.Types.OTHER)
                .update();
    }

    private static RouteByHand routeByHand(Invoice.Ref invoice, ResultSet row) throws SQLException {
        UUID scheduled = Rows.optionalUuid(row, "scheduled_configuration_id");
        UUID carriedFrom = Rows.optionalUuid(row, "carried_from");
        return new RouteByHand(
                invoice,
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                scheduled == null ? null : new ConfigurationId(scheduled),
                new RouteByHand.Decided(
                        Rows.text(row, "decided_by"), Rows.instant(row, "decided_at"), Rows.text(row, "reason")),
                carriedFrom == null ? null : new InvoiceId(carriedFrom));
    }
}
