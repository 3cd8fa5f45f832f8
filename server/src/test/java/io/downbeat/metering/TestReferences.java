package io.downbeat.metering;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ProviderConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of other features that the ledger's rows name, with as little in them as their tables take. */
final class TestReferences {
    private final JdbcClient sql;

    TestReferences(JdbcClient sql) {
        this.sql = sql;
    }

    void add(ProviderConfiguration configuration) {
        sql.sql("""
            INSERT INTO customer (id, name, custom_fields, created_at, updated_at)
            VALUES (:id, 'a customer', '{}', now(), now()) ON CONFLICT DO NOTHING
            """).param("id", configuration.customer().value()).update();
        sql.sql("""
            INSERT INTO delivery_method (id, billing_provider, delivery_method, configuration, account_key, created_at,
                updated_at)
            VALUES (:id, :provider, :type, '{}', :id, now(), now()) ON CONFLICT DO NOTHING
            """)
                .param("id", configuration.deliveryMethodId().value())
                .param("provider", configuration.provider().name())
                .param("type", configuration.deliveryMethod().name())
                .update();
        sql.sql("""
            INSERT INTO provider_configuration (customer_id, id, delivery_method_id, billing_provider,
                delivery_method, configuration, unbillable_rules, created_at)
            VALUES (:customer, :id, :method, :provider, :type, :keys::jsonb, '[]', now())
            """)
                .param("customer", configuration.customer().value())
                .param("id", configuration.id().value())
                .param("method", configuration.deliveryMethodId().value())
                .param("provider", configuration.provider().name())
                .param("type", configuration.deliveryMethod().name())
                .param("keys", Json.write(configuration.configuration()))
                .update();
    }

    /** Void, since a contract may have any number of void ones of one period. The ledger asks only that it is there. */
    void add(InvoiceId invoice, Contract.Ref contract) {
        sql.sql("""
            INSERT INTO contract (customer_id, id, starting_at, statement_frequency, statement_anchor,
                net_payment_terms_days, consolidates_scheduled_charges, custom_fields, initial_terms, created_at)
            VALUES (:customer, :id, '2020-01-01Z', 'MONTHLY', '2020-01-01Z', 0, false, '{}', '{}', now())
            ON CONFLICT DO NOTHING
            """)
                .param("customer", contract.customer().value())
                .param("id", contract.contract().value())
                .update();
        sql.sql("""
            INSERT INTO invoice (customer_id, id, contract_id, type, status, issued_at, credit_type_id, finalize_at,
                created_at, voided_at)
            VALUES (:customer, :id, :contract, 'SCHEDULED', 'VOID', now(), :currency, now(), now(), now())
            ON CONFLICT DO NOTHING
            """)
                .param("customer", contract.customer().value())
                .param("id", invoice.value())
                .param("contract", contract.contract().value())
                .param("currency", CreditType.USD_CENTS.id())
                .update();
    }
}
