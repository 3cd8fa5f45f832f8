package io.downbeat.preflight;

import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last check of each account. */
class AccountCheckStore {
    private static final String ALL = "SELECT delivery_method_id, checked_at, verdict, detail FROM account_check";
    private static final String KEEP = """
        INSERT INTO account_check (delivery_method_id, checked_at, verdict, detail)
        VALUES (:method, :now, :verdict, :detail)
        ON CONFLICT (delivery_method_id) DO UPDATE SET checked_at = excluded.checked_at, verdict = excluded.verdict,
            detail = excluded.detail
        """;
    private static final String FORGET = "DELETE FROM account_check WHERE delivery_method_id = :method";

    private final JdbcClient database;

    AccountCheckStore(JdbcClient database) {
        this.database = database;
    }

    Map<DeliveryMethodId, AccountCheck> all() {
        Map<DeliveryMethodId, AccountCheck> all = new HashMap<>();
        database.sql(ALL).query((RowCallbackHandler) row -> all.put(
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                new AccountCheck(
                        Verdict.valueOf(Rows.text(row, "verdict")),
                        Rows.text(row, "detail"),
                        Rows.instant(row, "checked_at"))));
        return all;
    }

    void keep(DeliveryMethodId method, AccountCheck checked) {
        database.sql(KEEP)
                .param("method", method.value())
                .param("now", Rows.at(checked.at()))
                .param("verdict", checked.verdict().name())
                .param("detail", checked.detail())
                .update();
    }

    void forget(DeliveryMethodId method) {
        database.sql(FORGET).param("method", method.value()).update();
    }
}
