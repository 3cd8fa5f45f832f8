package io.downbeat.contracts.royalties;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A royalty as contracts and their history show it; requests have the marketplace's words in an object of their own. */
record ResellerRoyaltyView(
        ResellerType resellerType,
        BigDecimal fraction,
        String netsuiteResellerId,
        Instant startingAt,
        @Nullable Instant endingBefore,
        @Nullable List<ProductId> applicableProductIds,
        @Nullable List<String> applicableProductTags,
        @Nullable BigDecimal resellerContractValue,
        @JsonUnwrapped ResellerRoyalty.Offer offer) {

    static ObjectNode of(ResellerRoyalty royalty) {
        return Json.MAPPER.valueToTree(new ResellerRoyaltyView(
                royalty.type(),
                royalty.fraction(),
                royalty.netsuiteResellerId(),
                royalty.startingAt(),
                royalty.endingBefore(),
                unlessEmpty(royalty.appliesTo().ids()),
                unlessEmpty(royalty.appliesTo().tags()),
                royalty.contractValue(),
                royalty.offer()));
    }

    private static <T> @Nullable List<T> unlessEmpty(List<T> all) {
        return all.isEmpty() ? null : all;
    }
}
