package io.downbeat.contracts.royalties;

import io.downbeat.contracts.TermKind;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a reseller keeps of what is billed while it is in force. Bookkeeping for the reseller: no amount follows from it.
 *
 * @param fraction of what is billed, from 0 to 1
 * @param endingBefore exclusive; {@code null} for an open end
 * @param appliesTo which products it is about
 * @param contractValue of the reseller's own contract
 */
public record ResellerRoyalty(
        UUID id,
        ResellerType type,
        BigDecimal fraction,
        String netsuiteResellerId,
        Instant startingAt,
        @Nullable Instant endingBefore,
        Products appliesTo,
        @Nullable BigDecimal contractValue,
        Offer offer) {

    /** In the order in which they were agreed: of two that start at once, the later one holds. */
    public static final TermKind<List<ResellerRoyalty>> KIND = new TermKind<>("reseller royalties", List.of());

    /** Products by their ids or by their tags; all products if neither names one. */
    public record Products(List<ProductId> ids, List<String> tags) {
        public Products {
            ids = List.copyOf(ids);
            tags = List.copyOf(tags);
        }

        public boolean includes(ProductId id, @Nullable Product product) {
            return ids.isEmpty() && tags.isEmpty()
                    || ids.contains(id)
                    || product != null && product.tags().stream().anyMatch(tags::contains);
        }
    }

    /** What the marketplace calls the account and the offer that it is resold under, as far as it was said. */
    public record Offer(
            @Nullable String awsAccountNumber,
            @Nullable String awsOfferId,
            @Nullable String awsPayerReferenceId,
            @Nullable String gcpAccountId,
            @Nullable String gcpOfferId) {
        public static final Offer NONE = new Offer(null, null, null, null, null);
    }

    public ResellerRoyalty {
        if (fraction.signum() < 0 || fraction.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("a royalty is a fraction from 0 to 1: " + fraction);
        }
        if (endingBefore != null && !startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException("a royalty needs start before end: " + startingAt + " " + endingBefore);
        }
    }

    /** Whether it is in force at a moment. */
    public boolean isInForceAt(Instant moment) {
        return !startingAt.isAfter(moment) && (endingBefore == null || endingBefore.isAfter(moment));
    }

    /** Whether it is in force up to the end of a period, which the period does not include. */
    public boolean isInForceUntil(Instant end) {
        return startingAt.isBefore(end) && (endingBefore == null || !endingBefore.isBefore(end));
    }
}
