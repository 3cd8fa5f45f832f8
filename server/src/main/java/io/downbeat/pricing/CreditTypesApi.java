package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class CreditTypesApi {
    record CreditTypeRow(UUID id, String name, boolean isCurrency) {}

    @GetMapping("/v1/credit-types/list")
    Page<CreditTypeRow> list(Query query) {
        int limit = query.limit(100);
        List<CreditType> all = CreditTypes.ALL;
        int from = query.nextPage().map(token -> placeAfter(token.uuid(0))).orElse(0);
        List<CreditType> rows = all.subList(from, Math.min(all.size(), from + limit + 1));
        return Page.of(rows, limit, last -> PageToken.after(last.id()))
                .map(type -> new CreditTypeRow(type.id(), type.name(), true));
    }

    /** A place unknown here, from another version's list perhaps, starts again. */
    private static int placeAfter(UUID id) {
        return CreditTypes.find(id)
                .map(type -> CreditTypes.ALL.indexOf(type) + 1)
                .orElse(0);
    }
}
