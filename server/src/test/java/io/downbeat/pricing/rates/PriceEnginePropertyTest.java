package io.downbeat.pricing.rates;

import static io.downbeat.pricing.rates.Terms.quantity;
import static io.downbeat.pricing.rates.Terms.term;
import static io.downbeat.pricing.rates.Terms.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.pricing.products.QuantityConversion;
import io.downbeat.pricing.products.QuantityRounding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PriceEnginePropertyTest {

    @Property
    void the_parts_make_up_the_whole_quantity(@ForAll("terms") UsageTerm term, @ForAll("quantities") BigDecimal raw) {
        List<PricedQuantity> parts = PriceEngine.price(term, raw);
        assertThat(quantity(parts)).isEqualByComparingTo(PriceEngine.inPricedUnits(term, raw));
    }

    @Property
    void a_part_lies_inside_its_tier_and_costs_its_price(
            @ForAll("terms") UsageTerm term, @ForAll("quantities") BigDecimal raw) {
        for (PricedQuantity part : PriceEngine.price(term, raw)) {
            assertThat(part.quantity()).isPositive();
            assertThat(part.exactTotal()).isEqualByComparingTo(part.quantity().multiply(part.unitPrice()));
            TierRange tier = part.tier();
            if (tier != null && tier.size() != null) {
                assertThat(part.quantity()).isLessThanOrEqualTo(tier.size());
            }
        }
    }

    @Property
    void more_never_costs_less(
            @ForAll("terms") UsageTerm term,
            @ForAll("quantities") BigDecimal one,
            @ForAll("quantities") BigDecimal other) {
        BigDecimal less = total(PriceEngine.price(term, one.min(other)));
        BigDecimal more = total(PriceEngine.price(term, one.max(other)));
        assertThat(less).isLessThanOrEqualTo(more);
    }

    /** Hours may go down too, where a metric shows the latest value; the sum is exact all the same. */
    @Property
    void steps_cost_together_exactly_what_the_whole_costs(
            @ForAll("terms") UsageTerm term, @ForAll("walks") List<BigDecimal> cumulative) {
        BigDecimal before = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal units = BigDecimal.ZERO;
        for (BigDecimal after : cumulative) {
            List<PricedQuantity> step = PriceEngine.priceBetween(term, before, after);
            sum = sum.add(total(step));
            units = units.add(quantity(step));
            before = after;
        }
        assertThat(sum).isEqualByComparingTo(total(PriceEngine.price(term, before)));
        assertThat(units).isEqualByComparingTo(PriceEngine.inPricedUnits(term, before));
    }

    /** Tiers count anew in each stretch, so that only quantities add up there; a stretch that goes down is negative. */
    @Property
    void stretches_have_together_the_quantity_of_the_whole_and_each_the_price_of_its_own(
            @ForAll("terms") UsageTerm term, @ForAll("walks") List<BigDecimal> ends) {
        BigDecimal before = BigDecimal.ZERO;
        BigDecimal units = BigDecimal.ZERO;
        for (BigDecimal after : ends) {
            List<PricedQuantity> stretch = PriceEngine.priceInterval(term, before, after);
            BigDecimal added = PriceEngine.inPricedUnits(term, after).subtract(PriceEngine.inPricedUnits(term, before));
            assertThat(quantity(stretch)).isEqualByComparingTo(added);
            assertThat(total(stretch))
                    .isEqualByComparingTo(total(PriceEngine.priceBetween(unrounded(term), BigDecimal.ZERO, added)));
            units = units.add(added);
            before = after;
        }
        assertThat(units).isEqualByComparingTo(PriceEngine.inPricedUnits(term, before));
    }

    private static UsageTerm unrounded(UsageTerm term) {
        return term(term.rate(), null, null);
    }

    @Property
    void a_step_and_its_way_back_cancel_out(
            @ForAll("terms") UsageTerm term,
            @ForAll("quantities") BigDecimal one,
            @ForAll("quantities") BigDecimal other) {
        BigDecimal there = total(PriceEngine.priceBetween(term, one, other));
        BigDecimal back = total(PriceEngine.priceBetween(term, other, one));
        assertThat(there.add(back)).isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Property
    void rounding_comes_after_conversion_and_leaves_its_decimals(
            @ForAll("conversions") QuantityConversion conversion,
            @ForAll("roundings") QuantityRounding rounding,
            @ForAll("quantities") BigDecimal raw) {
        UsageTerm term = term(Terms.flat("1"), conversion, rounding);
        BigDecimal priced = PriceEngine.inPricedUnits(term, raw);
        assertThat(priced).isEqualByComparingTo(rounding.apply(conversion.apply(raw)));
        assertThat(priced.stripTrailingZeros().scale()).isLessThanOrEqualTo(rounding.decimalPlaces());
    }

    @Provide
    Arbitrary<BigDecimal> quantities() {
        Arbitrary<BigDecimal> whole = Arbitraries.integers().between(0, 60).map(BigDecimal::valueOf);
        Arbitrary<BigDecimal> broken = decimals("0", "1000000", 9);
        return Arbitraries.oneOf(whole, broken);
    }

    @Provide
    Arbitrary<List<BigDecimal>> walks() {
        return quantities().list().ofMinSize(1).ofMaxSize(30);
    }

    @Provide
    Arbitrary<QuantityConversion> conversions() {
        return Combinators.combine(decimals("0.000001", "5000", 6), Arbitraries.of(QuantityConversion.Operation.class))
                .as((factor, operation) -> new QuantityConversion(factor, operation, null));
    }

    @Provide
    Arbitrary<QuantityRounding> roundings() {
        return Combinators.combine(
                        Arbitraries.of(QuantityRounding.Method.class),
                        Arbitraries.integers().between(0, 6))
                .as(QuantityRounding::new);
    }

    @Provide
    Arbitrary<UsageTerm> terms() {
        return Combinators.combine(
                        rates(), conversions().injectNull(0.5), roundings().injectNull(0.5))
                .as(Terms::term);
    }

    private static Arbitrary<Rate> rates() {
        Arbitrary<BigDecimal> prices = decimals("0", "500", 8);
        Arbitrary<BigDecimal> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20).map(BigDecimal::valueOf), decimals("0.001", "1000", 4));
        Arbitrary<Rate> tiered = Combinators.combine(
                        Combinators.combine(sizes, prices).as(Tier::new).list().ofMaxSize(5), prices)
                .as((steps, last) -> {
                    List<Tier> tiers = new ArrayList<>(steps);
                    tiers.add(new Tier(null, last));
                    return new TieredRate(tiers);
                });
        return Arbitraries.oneOf(prices.map(FlatRate::new), tiered);
    }

    private static Arbitrary<BigDecimal> decimals(String least, String most, int scale) {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal(least), new BigDecimal(most))
                .ofScale(scale);
    }
}
