package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.ExternalStatusListener;
import io.downbeat.delivery.engine.ReceiptStore;
import io.downbeat.platform.db.Ids;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people and corrections do to deliveries, without a server. Inside the caller's transaction. */
public final class OperationsFixture {
    private final OperatorStore operators;
    private final Withdrawals withdrawals;
    private final DeliveryQueries queries;
    private final InstantSource clock;

    public OperationsFixture(
            JdbcClient database, InvoiceRoutes routes, ExternalStatusListener news, InstantSource clock) {
        operators = new OperatorStore(database, new ReceiptStore(database), new Ids(clock));
        withdrawals = new Withdrawals(operators, routes, news, fact -> {}, clock);
        queries = new DeliveryQueries(database);
        this.clock = clock;
    }

    public void retry(Delivery delivery) {
        operators.again(delivery, null, clock.instant());
    }

    public void resolve(Delivery delivery, String ref) {
        operators.resolve(delivery, new Receipt(ref, "SENT", null, null, null, null, null, "{}"), clock.instant());
    }

    public void withdraw(Delivery delivery, String reason) {
        withdrawals.withdraw(delivery, reason);
    }

    /** What the API gives as the reason of the newest delivery in this state. */
    public Optional<String> shownReason(DeliveryState state) {
        return queries.list(new DeliveryQueries.Filter(state, null, null, null), null, 1).stream()
                .findFirst()
                .map(DeliveryQueries.View::reason);
    }
}
