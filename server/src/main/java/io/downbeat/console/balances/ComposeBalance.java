package io.downbeat.console.balances;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.LedgerEntry;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.RateType;
import io.downbeat.balances.Standing;
import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRows;
import io.downbeat.console.commits.BalanceText;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.commits.BilledPayments;
import io.downbeat.core.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts the page of a commit or credit together from what was read of it. Pure. */
final class ComposeBalance {
    private static final int A_PAGE = 50;

    /** Enough to tell a discount by; the API has all of them. */
    private static final int COST_DECIMALS = 4;

    private final BalanceData data;
    private final Balance balance;
    private final Standing standing;

    ComposeBalance(BalanceData data) {
        this.data = data;
        this.balance = data.balance();
        this.standing = data.history().standing();
    }

    String title() {
        return BalanceText.name(balance, data.products()) + ", "
                + data.customer().name();
    }

    /** @param from how many entries of the ledger to pass over */
    BalancePage page(Frame frame, int from) {
        return new BalancePage(frame, head(), ledger(from), segments(), payments(), terms());
    }

    private BalancePage.Head head() {
        return new BalancePage.Head(
                new BalanceRows(data.products(), data.now())
                        .row(BalanceRows.Held.of(
                                standing,
                                data.contract(),
                                "",
                                balance.origin().recurring() == null ? "" : "recurring")),
                new BalancePage.Link(
                        data.customer().name(),
                        "/console/customers/" + data.customer().id()),
                data.contract() == null ? null : contract(data.contract()));
    }

    private static BalancePage.Link contract(Contract contract) {
        return new BalancePage.Link(
                Optional.ofNullable(contract.name())
                        .orElse("Contract " + ShortId.of(contract.id().toString())),
                "/console/contracts/" + contract.id());
    }

    private BalancePage.Ledger ledger(int from) {
        List<BalancePage.Entry> all = new ArrayList<>();
        BigDecimal left = BigDecimal.ZERO;
        for (LedgerEntry entry : Ledger.entries(data.history(), data.now())) {
            left = left.add(entry.amount());
            all.add(entry(entry, left));
        }
        int first = Math.clamp(from, 0, Math.max(0, all.size() - 1));
        int end = Math.min(all.size(), first + A_PAGE);
        return new BalancePage.Ledger(
                all.subList(first, end),
                all.size() <= A_PAGE ? "" : "Entries " + (first + 1) + " to " + end + " of " + all.size(),
                end == all.size()
                        ? ""
                        : "/console/balances/" + balance.customer() + "/" + balance.id() + "?from=" + end);
    }

    private BalancePage.Entry entry(LedgerEntry entry, BigDecimal left) {
        boolean isOfDraft = entry.kind() == LedgerEntry.Kind.AUTOMATED_INVOICE_DEDUCTION
                && !data.finalized().contains(entry.invoice());
        return new BalancePage.Entry(
                Moments.day(entry.timestamp()),
                says(entry, isOfDraft),
                entry.invoice() == null ? null : invoice(entry.invoice()),
                isOfDraft ? "as its draft stands now" : "",
                BalanceText.amount(balance, entry.amount()),
                BalanceText.amount(balance, left));
    }

    private static String says(LedgerEntry entry, boolean isOfDraft) {
        return switch (entry.kind()) {
            case SEGMENT_START, INITIAL_BALANCE -> "Can be used";
            case MANUAL -> "By hand: " + entry.reason();
            case SEAT_BASED_ADJUSTMENT -> "Seats were added";
            case AUTOMATED_INVOICE_DEDUCTION -> isOfDraft ? "Would pay" : "Paid";
            case ROLLOVER -> "Rolled over to the next contract";
            case TRUEUP -> "The rest is billed";
            case EXPIRATION -> "The rest expired";
        };
    }

    private static BalancePage.Link invoice(UUID id) {
        return new BalancePage.Link("invoice " + ShortId.of(id.toString()), "/console/invoices/" + id);
    }

    private List<BalancePage.Segment> segments() {
        return balance.segments().stream().map(this::segment).toList();
    }

    private BalancePage.Segment segment(AccessSegment segment) {
        boolean isActive =
                !balance.isArchived() && Ledger.isActive(segment, data.history().endsAt(), data.now());
        boolean isToCome =
                !isActive && !balance.isArchived() && segment.startingAt().isAfter(data.now());
        BigDecimal left = isActive || isToCome ? standing.left(segment).max(BigDecimal.ZERO) : BigDecimal.ZERO;
        boolean isUsable = isActive && left.signum() > 0;
        String state = isUsable ? "can be used" : isActive ? "used up" : isToCome ? "to come" : "over";
        String css = isUsable ? "c-delivered" : isToCome ? "c-to-come" : "c-void";
        return new BalancePage.Segment(
                BalanceText.when(segment),
                state,
                css,
                BalanceText.amount(balance, segment.amount()),
                BalanceText.amount(balance, left));
    }

    private List<BalancePage.Payment> payments() {
        PaymentSchedule payments = balance.payments();
        return payments == null
                ? List.of()
                : payments.items().stream().map(item -> payment(payments, item)).toList();
    }

    private BalancePage.Payment payment(PaymentSchedule payments, PaymentItem item) {
        BilledPayments.@Nullable Billed billed = data.billed().get(item.id());
        String note = payments.doNotInvoice()
                ? "paid elsewhere"
                : billed == null ? "not billed yet" : billed.isVoid() ? "voided" : "";
        return new BalancePage.Payment(
                Moments.day(item.timestamp()),
                Money.text(new Amount(item.amount(), payments.currency())),
                billed == null ? null : invoice(billed.invoice()),
                note);
    }

    private List<BalancePage.Fact> terms() {
        List<BalancePage.Fact> facts = new ArrayList<>();
        facts.add(new BalancePage.Fact("Kind", BalanceText.kind(balance.type())));
        facts.add(new BalancePage.Fact(
                "Pays for", BalanceText.appliesTo(balance.terms().appliesTo(), data.products())));
        if (balance.scope() instanceof BalanceScope.OfCustomer of) {
            facts.add(new BalancePage.Fact("Of contracts", contracts(of)));
        }
        facts.add(new BalancePage.Fact("Priority", priority()));
        facts.add(new BalancePage.Fact(
                "At", balance.terms().rateType() == RateType.COMMIT_RATE ? "the commit rate" : "the listed rate"));
        if (balance.isCommit()) {
            facts.add(new BalancePage.Fact(
                    "Cost basis", Figures.quantity(balance.costBasis().setScale(COST_DECIMALS, RoundingMode.HALF_UP))));
        }
        if (balance.terms().rolloverFraction() != null) {
            facts.add(new BalancePage.Fact(
                    "Rolls over",
                    balance.terms().rolloverFraction().stripTrailingZeros().toPlainString()));
        }
        facts.add(new BalancePage.Fact(
                "Product", BalanceText.product(balance.terms().product(), data.products())));
        if (balance.terms().description() != null) {
            facts.add(new BalancePage.Fact("Description", balance.terms().description()));
        }
        facts.add(new BalancePage.Fact("Made", Moments.moment(balance.createdAt())));
        if (balance.archivedAt() != null) {
            facts.add(new BalancePage.Fact("Archived", Moments.moment(balance.archivedAt())));
        }
        return facts;
    }

    private static String contracts(BalanceScope.OfCustomer of) {
        int count = of.applicableContracts().size();
        return count == 0 ? "all of the customer" : count == 1 ? "one of the customer" : count + " of the customer";
    }

    private String priority() {
        String priority =
                balance.terms().effectivePriority().stripTrailingZeros().toPlainString();
        return balance.terms().priority() == null ? priority + ", as usual" : priority;
    }
}
