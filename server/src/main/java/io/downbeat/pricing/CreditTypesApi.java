package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists credit types, and makes custom ones, for which the Metronome API has no operation. */
@RestController
final class CreditTypesApi {
    record CreditTypeRow(UUID id, String name, boolean isCurrency) {
        static CreditTypeRow of(CreditType type) {
            return new CreditTypeRow(type.id(), type.name(), type.isCurrency());
        }
    }

    private final CustomCreditTypes custom;
    private final CreateCreditTypes creation;

    CreditTypesApi(CustomCreditTypes custom, CreateCreditTypes creation) {
        this.custom = custom;
        this.creation = creation;
    }

    /** Currencies first, then custom units in the order in which they were made. */
    @GetMapping("/v1/credit-types/list")
    Page<CreditTypeRow> list(Query query) {
        int limit = query.limit(100);
        @Nullable UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        boolean customOnes = after != null && CreditTypes.find(after).isEmpty();
        int from = customOnes ? CreditTypes.ALL.size() : placeAfter(after);
        List<CreditType> rows =
                new ArrayList<>(CreditTypes.ALL.subList(from, Math.min(CreditTypes.ALL.size(), from + limit + 1)));
        if (rows.size() <= limit) {
            rows.addAll(custom.page(customOnes ? after : null, limit + 1 - rows.size()));
        }
        return Page.of(rows, limit, last -> PageToken.after(last.id())).map(CreditTypeRow::of);
    }

    @PostMapping("/downbeat/v1/creditTypes")
    @Changes(action = "create_credit_type", resource = "credit_type")
    Data<CreditTypeRow> create(Body body) {
        return new Data<>(CreditTypeRow.of(creation.create(body)));
    }

    /** How many currencies are on the pages before. */
    private static int placeAfter(@Nullable UUID currency) {
        return currency == null
                ? 0
                : CreditTypes.find(currency)
                        .map(type -> CreditTypes.ALL.indexOf(type) + 1)
                        .orElse(0);
    }
}
