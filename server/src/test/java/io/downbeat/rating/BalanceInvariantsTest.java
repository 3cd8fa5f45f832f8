package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.JANUARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.BurnDownOrder;
import io.downbeat.core.Amount;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What holds of every invoice that balances pay, whatever was agreed on: the properties of pricing.md, part 18, by their
 * numbers there, over random contracts. That invoices are right besides is for {@link BalancesOracleTest} to say.
 */
class BalanceInvariantsTest {
    private static final int SCENARIOS = 300;
    private static final long SEED = 20;

    private static void inAll(boolean withCommitPrices, Consumer<Sold> holds) {
        Random random = new Random(SEED);
        for (int i = 0; i < SCENARIOS; i++) {
            Sold sold = new RandomSold(random, withCommitPrices).next();
            try {
                holds.accept(sold);
            } catch (AssertionError failed) {
                throw new AssertionError("seed " + SEED + ", scenario " + i + ": " + sold, failed);
            }
        }
    }

    private static List<InvoiceLine> lines(Rating.Rated rated) {
        return rated.lines().stream().map(ComputedLine::line).toList();
    }

    private static BigDecimal subtotal(EngineOnSold engine, List<InvoiceLine> lines) {
        return Rating.subtotal(engine.currency(), lines).value();
    }

    private static BigDecimal total(EngineOnSold engine, List<InvoiceLine> lines) {
        return Rating.total(engine.currency(), lines).value();
    }

    private static boolean isApplied(InvoiceLine line) {
        return line.source() instanceof InvoiceLine.Applied;
    }

    private static List<String> all(EngineOnSold engine, Sold sold) {
        List<String> all = new ArrayList<>();
        sold.contracts().forEach(contract -> all.addAll(engine.lines(contract)));
        return all;
    }

    /** 1, of money alone: what is left of custom units is converted, and so is part of the subtotal. */
    @Test
    void balances_change_no_subtotal_where_a_commit_has_no_price_of_its_own() {
        inAll(false, sold -> {
            List<Sold.Balance> ofUnits =
                    sold.balances().stream().filter(Sold.Balance::isCustom).toList();
            Sold money = sold.without(ofUnits);
            var paid = new EngineOnSold(money);
            var unpaid = new EngineOnSold(money.without(money.balances()));
            for (String contract : sold.contracts()) {
                assertThat(subtotal(paid, lines(paid.invoice(contract))))
                        .isEqualByComparingTo(subtotal(unpaid, lines(unpaid.invoice(contract))));
            }
        });
    }

    /** 2. */
    @Test
    void the_total_is_the_subtotal_less_what_prepaid_commits_and_credits_pay() {
        inAll(true, sold -> {
            var engine = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                List<InvoiceLine> lines = lines(engine.invoice(contract));
                BigDecimal taken = BigDecimal.ZERO;
                for (InvoiceLine line : lines) {
                    if (line.source() instanceof InvoiceLine.Applied applied
                            && line.total().unit().isCurrency()
                            && applied.paidBy().type() != BalanceType.POSTPAID) {
                        taken = taken.add(line.total().value());
                    }
                }
                assertThat(total(engine, lines))
                        .isEqualByComparingTo(subtotal(engine, lines).add(taken));
            }
        });
    }

    /** 3 and 4. */
    @Test
    void every_applied_line_takes_off_the_line_before_it_and_together_they_are_what_is_drawn() {
        inAll(true, sold -> {
            var engine = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                Rating.Rated rated = engine.invoice(contract);
                Map<AccessSegmentId, BigDecimal> drawn = new HashMap<>();
                rated.draws()
                        .forEach(draw -> assertThat(drawn.put(
                                        draw.segment(), draw.amount().value().stripTrailingZeros()))
                                .isNull());
                Map<AccessSegmentId, BigDecimal> applied = new HashMap<>();
                InvoiceLine before = null;
                for (InvoiceLine line : lines(rated)) {
                    if (isApplied(line)) {
                        assertThat(before).isNotNull();
                        assertThat(line.paidBy()).isEqualTo(before.paidBy());
                        assertThat(line.total())
                                .isEqualTo(Amount.zero(line.total().unit()).minus(before.total()));
                        applied.merge(line.paidBy().segment(), before.total().value(), BigDecimal::add);
                    }
                    before = line;
                }
                applied.replaceAll((_, amount) -> amount.stripTrailingZeros());
                assertThat(applied).isEqualTo(drawn);
            }
        });
    }

    /** 5: the quantities of a product add up to its usage while it can be had, whoever pays. */
    @Test
    void quantities_are_the_same_whoever_pays() {
        inAll(true, sold -> {
            var paid = new EngineOnSold(sold);
            var unpaid = new EngineOnSold(sold.without(sold.balances()));
            for (String contract : sold.contracts()) {
                Map<String, BigDecimal> quantities = quantities(InvoiceLine.Usage.class, lines(paid.invoice(contract)));
                quantities(InvoiceLine.Usage.class, lines(unpaid.invoice(contract)))
                        .forEach((product, quantity) ->
                                assertThat(quantities.get(product)).isEqualByComparingTo(quantity));
            }
        });
    }

    /** 5: and so does what they are a share of, and what they are short of a minimum. */
    @Test
    void shares_are_of_the_same_spend_whoever_pays_where_a_commit_has_no_price_of_its_own() {
        inAll(false, sold -> {
            var paid = new EngineOnSold(sold);
            var unpaid = new EngineOnSold(sold.without(sold.balances()));
            for (String contract : sold.contracts()) {
                assertThat(quantities(InvoiceLine.Composite.class, lines(paid.invoice(contract))))
                        .isEqualTo(quantities(InvoiceLine.Composite.class, lines(unpaid.invoice(contract))));
            }
        });
    }

    private static Map<String, BigDecimal> quantities(
            Class<? extends InvoiceLine.Source> ofKind, List<InvoiceLine> lines) {
        Map<String, BigDecimal> quantities = new TreeMap<>();
        for (InvoiceLine line : lines) {
            if (ofKind.isInstance(line.source()) && line.quantity() != null) {
                quantities.merge(line.name(), line.quantity().units(), BigDecimal::add);
            }
        }
        quantities.replaceAll((_, quantity) -> quantity.stripTrailingZeros());
        return quantities;
    }

    /** Part 13: no more and no less is added than a minimum that was agreed on is above what the shares come to. */
    @Test
    void what_is_toppedof_a_minimum_comes_to_it() {
        inAll(true, sold -> {
            Set<BigDecimal> agreed = new HashSet<>();
            sold.products()
                    .forEach(product -> product.tracks()
                            .forEach(track ->
                                    track.days().forEach(listing -> minimum(sold, listing.minimum(), agreed))));
            sold.overrides().values().forEach(all -> all.forEach(each -> minimum(sold, each.minimum(), agreed)));
            var engine = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                Map<ProductId, BigDecimal> totals = new HashMap<>();
                Set<ProductId> topped = new HashSet<>();
                for (InvoiceLine line : lines(engine.invoice(contract))) {
                    if (line.source() instanceof InvoiceLine.Composite share) {
                        totals.merge(line.product().id(), line.total().value(), BigDecimal::add);
                        if (share.isMinimum()) {
                            topped.add(line.product().id());
                        }
                    }
                }
                topped.forEach(product ->
                        assertThat(agreed).contains(totals.get(product).stripTrailingZeros()));
            }
        });
    }

    private static void minimum(Sold sold, @Nullable Fraction minimum, Set<BigDecimal> agreed) {
        if (minimum != null) {
            agreed.add(minimum.rounded(sold.decimals()).decimal().stripTrailingZeros());
        }
    }

    /** 6: between nothing and what there was. */
    @Test
    void no_segment_is_overdrawn_and_none_grows() {
        inAll(true, sold -> {
            var engine = new EngineOnSold(sold);
            Map<AccessSegmentId, BigDecimal> before = engine.left();
            for (String contract : sold.contracts()) {
                engine.invoice(contract);
                Map<AccessSegmentId, BigDecimal> after = engine.left();
                after.forEach((segment, left) ->
                        assertThat(left).isBetween(before.get(segment).min(BigDecimal.ZERO), before.get(segment)));
            }
        });
    }

    /** 9. */
    @Test
    void the_order_in_which_balances_are_read_does_not_matter() {
        Random random = new Random(SEED);
        inAll(
                true,
                sold -> assertThat(all(new EngineOnSold(sold).shuffled(random), sold))
                        .isEqualTo(all(new EngineOnSold(sold), sold)));
    }

    /** 9: whatever was agreed on, of any two segments one pays first. */
    @Test
    void the_order_of_segments_is_total() {
        Random random = new Random(SEED);
        inAll(true, sold -> {
            var order = BurnDownOrder.given(_ -> Set.of());
            List<BurnDownOrder.Payer> payers = new EngineOnSold(sold)
                    .balances().stream()
                            .flatMap(balance -> balance.segments().stream()
                                    .map(segment -> new BurnDownOrder.Payer(balance, segment)))
                            .sorted(order)
                            .toList();
            for (int i = 0; i < payers.size(); i++) {
                for (int j = 0; j < payers.size(); j++) {
                    assertThat(Integer.signum(order.compare(payers.get(i), payers.get(j))))
                            .isEqualTo(Integer.compare(i, j));
                }
            }
            List<BurnDownOrder.Payer> shuffled = new ArrayList<>(payers);
            Collections.shuffle(shuffled, random);
            shuffled.sort(order);
            assertThat(shuffled).isEqualTo(payers);
        });
    }

    /** 10. */
    @Test
    void an_empty_credit_for_the_whole_period_changes_nothing() {
        inAll(true, sold -> {
            Sold.Balance empty = new Sold.Balance(
                    "Empty",
                    "CREDIT",
                    false,
                    false,
                    List.of(),
                    false,
                    null,
                    Fraction.of("-100"),
                    Fraction.ZERO,
                    Set.of(),
                    Set.of(),
                    List.of(),
                    false,
                    99,
                    List.of(new Sold.Segment("Empty.0", Fraction.ZERO, -10, 100)));
            assertThat(all(new EngineOnSold(sold.with(empty)), sold)).isEqualTo(all(new EngineOnSold(sold), sold));
        });
    }

    /** 11. */
    @Test
    void nothing_is_owed_that_something_left_could_pay() {
        inAll(false, sold -> {
            var engine = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                List<InvoiceLine> lines = lines(engine.invoice(contract));
                Map<String, BigDecimal> left = new HashMap<>();
                engine.left().forEach((segment, amount) -> left.put(engine.name(segment.value()), amount));
                for (InvoiceLine line : lines) {
                    if (!isApplied(line)
                            && !(line.source() instanceof InvoiceLine.Conversion)
                            && line.paidBy() == null
                            && line.total().signum() > 0) {
                        String product = line.name().replace(" minimum", "");
                        assertThat(ReferencePayers.couldPay(sold, contract, product, line.source()).stream()
                                        .filter(segment -> new Amount(
                                                                left.get(segment),
                                                                line.total().unit())
                                                        .roundedDown()
                                                        .signum()
                                                > 0))
                                .as("%s", line)
                                .isEmpty();
                    }
                }
            }
        });
    }

    /** 15. */
    @Test
    void the_days_of_an_invoice_add_up_to_it() {
        inAll(true, sold -> {
            var byHours = new EngineOnSold(sold);
            var byEnds = new EngineOnSold(sold);
            for (String contract : sold.contracts()) {
                Rating.Rated rated = byHours.invoiceByHours(contract);
                assertThat(lines(rated)).isEqualTo(lines(byEnds.invoice(contract)));
                List<InvoiceLine> days = new ArrayList<>();
                for (Instant day = JANUARY.start(); day.isBefore(JANUARY.end()); day = day.plus(Duration.ofDays(1))) {
                    days.addAll(Rating.window(
                            new InvoiceMoment.Interval(JANUARY), rated.lines(), day, day.plus(Duration.ofDays(1))));
                }
                assertThat(byPayer(days)).isEqualTo(byPayer(lines(rated)));
                assertThat(subtotal(byHours, days)).isEqualByComparingTo(subtotal(byHours, lines(rated)));
                assertThat(total(byHours, days)).isEqualByComparingTo(total(byHours, lines(rated)));
            }
        });
    }

    /** What lines of one name, payer and kind come to. */
    private static Map<String, BigDecimal> byPayer(List<InvoiceLine> lines) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        for (InvoiceLine line : lines) {
            String of = line.name() + " " + line.paidBy() + " " + isApplied(line);
            sums.merge(of, line.total().value(), BigDecimal::add);
        }
        sums.values().removeIf(sum -> sum.signum() == 0);
        sums.replaceAll((_, sum) -> sum.stripTrailingZeros());
        return sums;
    }
}
