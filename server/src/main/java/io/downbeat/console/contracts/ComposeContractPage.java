package io.downbeat.console.contracts;

import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Standing;
import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRows;
import io.downbeat.console.contracts.ContractPage.Callout;
import io.downbeat.console.contracts.ContractPage.HistoryItem;
import io.downbeat.console.contracts.ContractPage.InvoiceRow;
import io.downbeat.console.contracts.ContractPage.RangeLink;
import io.downbeat.console.contracts.ContractPage.Term;
import io.downbeat.console.terms.AgreedItems;
import io.downbeat.console.terms.AgreedTerms;
import io.downbeat.console.timeline.Bill;
import io.downbeat.console.timeline.Drawing;
import io.downbeat.console.timeline.Plan;
import io.downbeat.console.timeline.Window;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.schedule.PeriodBoundary;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the page of a contract together from what was read of it. Pure. */
final class ComposeContractPage {
    /** Rows of the table; the figure's marks point at the first fifteen. */
    private static final int ROWS = 24;

    /**
     * What of a contract is shown.
     *
     * @param changes whether with what was replaced
     */
    record View(Window.Range range, boolean changes, List<Plan.Metered> metered) {
        View {
            metered = List.copyOf(metered);
        }
    }

    private final ContractData data;
    private final Contract contract;
    private final Map<ConfigurationId, Destination> destinations;
    private final Bills bills;

    ComposeContractPage(ContractData data) {
        this.data = data;
        this.contract = data.terms().contract();
        this.destinations = data.destinations();
        this.bills = new Bills(data);
    }

    ContractPage page(Frame frame, View view, ContractData.Named named, @Nullable String switched) {
        List<Bill> all = bills.all();
        Window window = view.range().of(contract.periods(), data.now());
        return new ContractPage(
                frame,
                head(frame, named.rateCard()),
                callout(all),
                switched,
                Drawing.of(plan(all, window, view)),
                ranges(view),
                new RangeLink("Show changes", path(view.range(), !view.changes()), view.changes()),
                rows(all),
                all.size() > ROWS ? earlier(data.invoices().get(ROWS - 1)) : "",
                draft(),
                data.history().stream().map(this::item).toList(),
                agreed(named));
    }

    static String name(Contract contract) {
        return Optional.ofNullable(contract.name())
                .orElse("Contract " + ShortId.of(contract.id().toString()));
    }

    private ContractPage.Head head(Frame frame, @Nullable String rateCard) {
        String days = AgreedTerms.days(contract.startingAt(), contract.endingBefore());
        List<String> facts = new ArrayList<>(List.of(frequency() + " " + days));
        Optional.ofNullable(rateCard).ifPresent(facts::add);
        facts.add("net " + contract.netPaymentTermsDays());
        return new ContractPage.Head(
                contract.id().toString(),
                name(contract),
                data.customer().name(),
                String.join(" · ", facts),
                frame.mayChange() && !contract.isArchived());
    }

    private String frequency() {
        return Sentences.begin(contract.statements().frequency().name().toLowerCase(Locale.ROOT));
    }

    private @Nullable Callout callout(List<Bill> all) {
        Map<Condition, Long> counts = all.stream()
                .filter(bill -> bill.condition().isTrouble())
                .collect(Collectors.groupingBy(Bill::condition, Collectors.counting()));
        if (counts.isEmpty()) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        count(counts, Condition.NEEDS_YOU, "needs you", "need you").ifPresent(parts::add);
        count(counts, Condition.IN_DOUBT, "is in doubt", "are in doubt").ifPresent(parts::add);
        count(counts, Condition.RETRYING, "is being tried again", "are being tried again")
                .ifPresent(parts::add);
        String details = all.stream()
                .filter(bill -> bill.condition().isTrouble())
                .limit(2)
                .map(bill -> bill.when() + ", " + bill.amount() + ": " + Sentences.whole(bill.detail()))
                .collect(Collectors.joining(" "));
        String css = counts.containsKey(Condition.NEEDS_YOU) ? "bad" : "doubt";
        return new Callout(css, String.join(", ", parts) + ".", details);
    }

    private static Optional<String> count(Map<Condition, Long> counts, Condition of, String one, String several) {
        return Optional.ofNullable(counts.get(of))
                .map(count -> count + (count == 1 ? " invoice " + one : " invoices " + several));
    }

    /** The invoices behind this one. */
    String earlier(Invoicing.Summary last) {
        return "/console/contracts/" + contract.id() + "/invoices?next_page="
                + PageToken.after(last.subject().issuedAt(), last.id()).text();
    }

    private ContractPage.@Nullable Draft draft() {
        return data.invoices().stream()
                .filter(invoice -> invoice.status() == InvoiceStatus.DRAFT
                        && invoice.subject().period() != null)
                .findFirst()
                .map(invoice -> new ContractPage.Draft(
                        Moments.period(Objects.requireNonNull(invoice.subject().period())) + " so far",
                        Money.text(invoice.total()),
                        "/console/contracts/" + contract.id() + "/draft"))
                .orElse(null);
    }

    private ContractPage.Agreed agreed(ContractData.Named named) {
        OverrideText words = new OverrideText(named.products(), named.currency());
        boolean hasSome = !data.balances().isEmpty()
                || !data.terms().get(ContractTerms.BALANCES).isEmpty();
        return new ContractPage.Agreed(
                terms(named.rateCard()),
                new BalanceRows(named.products(), data.now())
                        .current(data.balances().stream().map(this::held).toList()).stream()
                                .limit(ROWS)
                                .toList(),
                hasSome ? "/console/balances/" + contract.customer() : "",
                data.terms().get(RateOverride.KIND).stream().map(words::of).toList(),
                AgreedItems.of(
                        data.terms(),
                        new AgreedTerms.Names(
                                named.products(),
                                named.currency() == null ? CreditType.USD_CENTS : named.currency(),
                                data.now())));
    }

    private BalanceRows.Held held(Standing standing) {
        return switch (standing.balance().scope()) {
            case BalanceScope.OfCustomer _ -> BalanceRows.Held.of(standing, null, "the customer's", "");
            case BalanceScope.OfContract of
            when !of.contract().equals(contract.id().value()) ->
                BalanceRows.Held.of(standing, null, "its parent's", "");
            case BalanceScope.OfContract _ ->
                BalanceRows.Held.of(standing, contract, "", BalanceRows.every(standing.balance(), data.terms()));
        };
    }

    private List<Plan.Replaced> replaced() {
        Map<Instant, Timeline.Segment<ProviderSegment>> inForce = new HashMap<>();
        data.terms().schedule().segments().forEach(segment -> inForce.put(segment.from(), segment));
        return data.history().stream()
                .filter(change -> !change.isInForce())
                .map(change -> new Plan.Replaced(
                        to(change),
                        change.effectiveAt(),
                        Optional.ofNullable(inForce.get(change.effectiveAt()))
                                .map(this::end)
                                .orElse(null),
                        change.createdAt()))
                .toList();
    }

    private Destination to(ScheduleChange change) {
        return Optional.ofNullable(change.configuration())
                .map(destinations::get)
                .orElse(Destination.NOBODY);
    }

    private Plan plan(List<Bill> all, Window window, View view) {
        List<Plan.Segment> segments = data.terms().schedule().segments().stream()
                .map(segment -> new Plan.Segment(to(segment), segment.from(), end(segment)))
                .toList();
        Plan.Extras extras = new Plan.Extras(view.changes() ? replaced() : List.of(), view.metered());
        return new Plan(segments, figureBills(all), periods(all, window), extras, window, data.now());
    }

    private Destination to(Timeline.Segment<ProviderSegment> segment) {
        return Optional.ofNullable(segment.value().configuration())
                .map(destinations::get)
                .orElse(Destination.NOBODY);
    }

    private @Nullable Instant end(Timeline.Segment<?> segment) {
        return segment.until() == null ? contract.endingBefore() : segment.until();
    }

    /** Without a voided one whose place another took. */
    private static List<Bill> figureBills(List<Bill> all) {
        Set<Instant> live = new HashSet<>();
        all.stream().filter(bill -> bill.condition() != Condition.VOID).forEach(bill -> live.add(place(bill)));
        return all.stream()
                .filter(bill -> bill.condition() != Condition.VOID || !live.contains(place(bill)))
                .toList();
    }

    private static Instant place(Bill bill) {
        return bill.period() == null ? bill.issuedAt() : bill.period().start();
    }

    private List<Plan.Period> periods(List<Bill> all, Window window) {
        Map<Instant, Destination> billed = new HashMap<>();
        all.stream()
                .filter(bill -> bill.period() != null && bill.condition() != Condition.VOID)
                .forEach(bill -> billed.putIfAbsent(place(bill), bill.destination()));
        return contract.periods().between(window.from(), window.until()).stream()
                .map(period -> new Plan.Period(
                        period, Optional.ofNullable(billed.get(period.start())).orElseGet(() -> planned(period))))
                .toList();
    }

    private Destination planned(ServicePeriod period) {
        return bills.to(data.routeNow(new InvoiceMoment.Interval(period)));
    }

    private String path(Window.Range range, boolean changes) {
        List<String> query = new ArrayList<>();
        if (range != Window.Range.RECENT) {
            query.add("range=" + range.name().toLowerCase(Locale.ROOT));
        }
        if (changes) {
            query.add("changes=on");
        }
        return "/console/contracts/" + contract.id() + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private List<RangeLink> ranges(View view) {
        return Arrays.stream(Window.Range.values())
                .map(range -> new RangeLink(range.label(), path(range, view.changes()), range == view.range()))
                .toList();
    }

    private static List<InvoiceRow> rows(List<Bill> all) {
        return rows(
                all.stream().limit(ROWS).toList(),
                figureBills(all).stream().map(Bill::id).toList());
    }

    /** @param marked those that have a mark in a figure on the same page, in its order */
    static List<InvoiceRow> rows(List<Bill> shown, List<InvoiceId> marked) {
        return shown.stream()
                .map(bill -> new InvoiceRow(
                        marked.indexOf(bill.id()),
                        bill.id().toString(),
                        bill.period() == null ? "charge" : "",
                        bill.period() == null ? Moments.day(bill.issuedAt()) : Moments.period(bill.period()),
                        bill.amount(),
                        bill.destination(),
                        bill.condition().word(),
                        bill.condition().css(),
                        bill.wire(),
                        bill.detail()))
                .toList();
    }

    private HistoryItem item(ScheduleChange change) {
        Destination to = to(change);
        String says = change.edit() == null
                ? "Created with " + to.name() + ", " + to.how()
                : to.name() + ", " + to.how() + ", from " + Moments.day(change.effectiveAt());
        boolean isToCome = change.effectiveAt().isAfter(data.now());
        return new HistoryItem(
                Moments.day(change.createdAt()),
                data.edits().who(change.edit()).orElse(""),
                change.isInForce() ? says : says + " (replaced)",
                !change.isInForce(),
                change.isInForce() && isToCome ? Moments.moment(change.effectiveAt()) : null,
                change.isInForce() && isToCome && !contract.isArchived() ? switchBack(change.effectiveAt()) : "");
    }

    /** By one switch at the next boundary; an earlier boundary is no more to be chosen, and a later one not yet. */
    private String switchBack(Instant boundary) {
        boolean isNext = contract.periods()
                .containing(data.now())
                .filter(period -> period.end().equals(boundary))
                .isPresent();
        return isNext
                ? data.terms()
                        .schedule()
                        .at(boundary.minusNanos(1))
                        .map(before ->
                                new SwitchRequest(before.value().configuration(), PeriodBoundary.START_OF_NEXT_PERIOD))
                        .map(request -> "/console/contracts/" + contract.id() + "/switch/preview" + request.query())
                        .orElse("")
                : "";
    }

    private List<Term> terms(@Nullable String rateCard) {
        List<Term> terms = new ArrayList<>();
        terms.add(new Term("Starts", Moments.moment(contract.startingAt())));
        terms.add(new Term("Ends", contract.endingBefore() == null ? "open" : Moments.moment(contract.endingBefore())));
        terms.add(new Term("Statements", frequency()));
        terms.add(new Term("Rate card", rateCard == null ? "none: charges on dates only" : rateCard));
        terms.add(new Term("Payment", "net " + contract.netPaymentTermsDays() + " days"));
        if (!data.terms().charges().isEmpty()) {
            terms.add(new Term(
                    "Charges on dates", String.valueOf(data.terms().charges().size())));
        }
        if (contract.archivedAt() != null) {
            terms.add(new Term("Archived", Moments.moment(contract.archivedAt())));
        }
        return terms;
    }
}
