package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Creates custom pricing units from requests. */
final class CreateCreditTypes {
    private static final int LONGEST_NAME = 128;

    private final Transactions transactions;
    private final CustomCreditTypeStore store;
    private final Ids ids;
    private final InstantSource clock;

    CreateCreditTypes(Transactions transactions, CustomCreditTypeStore store, Ids ids, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /** As {@code POST /downbeat/v1/creditTypes} takes it. */
    CreditType create(Body body) {
        body.knowsOnly(Set.of("name"));
        CreditType unit = CreditType.custom(ids.next(), body.text("name", 1, LONGEST_NAME));
        if (CreditTypes.ALL.stream().anyMatch(currency -> currency.name().equalsIgnoreCase(unit.name()))) {
            throw nameInUse(unit);
        }
        transactions.run(() -> {
            if (!store.create(unit, clock.instant())) {
                throw nameInUse(unit);
            }
            transactions.publish(
                    Change.of("create_credit_type", "credit_type", unit.id()).to(Map.of("name", unit.name())));
        });
        return unit;
    }

    private static Refused nameInUse(CreditType unit) {
        return Refused.conflict(
                "name: a credit type is called " + unit.name() + " already; GET /v1/credit-types/list has its id");
    }
}
