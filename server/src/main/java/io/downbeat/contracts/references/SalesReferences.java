package io.downbeat.contracts.references;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.TermKind;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a contract is called where it was sold, as the API names it. Each is kept as it was given, and decides nothing.
 *
 * @param totalContractValue as sales states it, in whatever unit; not what is billed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SalesReferences(
        @Nullable String netsuiteSalesOrderId,
        @Nullable String salesforceOpportunityId,
        @Nullable BigDecimal totalContractValue) {
    public static final SalesReferences NONE = new SalesReferences(null, null, null);

    public static final TermKind<SalesReferences> KIND = new TermKind<>("sales references", NONE);

    boolean areNone() {
        return equals(NONE);
    }
}
