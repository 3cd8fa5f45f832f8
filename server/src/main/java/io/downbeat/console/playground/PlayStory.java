package io.downbeat.console.playground;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.AdvanceClock;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plays the story, a step at a time: each asks the features for what the API would be asked for. */
final class PlayStory {
    /** More customers of the kind teach nobody anything. */
    private static final int MOST = 99;

    /** So many days of usage come in together. */
    private static final int STRIDE = 5;

    /** After its grace an invoice is final; this much later it has arrived. */
    private static final Duration ARRIVED = Duration.ofHours(6);

    private static final int INVOICES = 12;

    /** Whom the story asks how far it is. */
    record Asked(Customers customers, Contracts contracts, Providers providers, Invoicing invoicing) {}

    private final Asked asked;
    private final StoryAccount account;
    private final BusinessClock clock;
    private final AdvanceClock advance;
    private final InvoicingSettings settings;
    private final Transactions transactions;

    PlayStory(
            Asked asked,
            StoryAccount account,
            BusinessClock clock,
            AdvanceClock advance,
            InvoicingSettings settings,
            Transactions transactions) {
        this.asked = asked;
        this.account = account;
        this.clock = clock;
        this.advance = advance;
        this.settings = settings;
        this.transactions = transactions;
    }

    /** The number of the story that was begun last; zero for none. */
    int latest() {
        List<String> aliases =
                IntStream.rangeClosed(1, MOST).mapToObj(StoryAccount::alias).toList();
        Collection<String> taken = asked.customers().resolve(aliases).keySet();
        return IntStream.rangeClosed(1, MOST)
                .filter(number -> taken.contains(StoryAccount.alias(number)))
                .max()
                .orElse(0);
    }

    StoryProgress progress(int number) {
        String alias = StoryAccount.alias(number);
        @Nullable CustomerId id = asked.customers().resolve(List.of(alias)).get(alias);
        if (id == null) {
            return new StoryProgress(number, StoryDates.from(clock.instant()), null, null, List.of(), List.of());
        }
        Customer customer = asked.customers().require(id);
        Optional<ContractTerms> contract =
                asked.contracts().ofCustomer(id, null, 1).stream().findFirst();
        return new StoryProgress(
                number,
                StoryDates.from(
                        contract.map(terms -> terms.contract().startingAt()).orElseGet(clock::instant)),
                customer,
                contract.orElse(null),
                asked.providers().live(id),
                contract.map(terms -> asked.invoicing().latest(terms, INVOICES).invoices())
                        .orElse(List.of()));
    }

    /**
     * Plays one step, if it is the story's next one.
     *
     * @throws Refused with 409 if it was played already, or another one comes first
     */
    void play(int number, StoryStep step) {
        if (number < 1 || number > Math.min(MOST, latest() + 1)) {
            throw Refused.conflict("there is no such story to be played");
        }
        StoryProgress before = progress(number);
        if (step.number() <= before.played()) {
            throw Refused.conflict("step " + step.number() + " was played already");
        }
        if (step.number() > before.played() + 1) {
            throw Refused.conflict("step " + (before.played() + 1) + " comes first");
        }
        play(step, before);
    }

    private void play(StoryStep step, StoryProgress before) {
        StoryDates dates = before.dates();
        switch (step) {
            case CUSTOMER -> transactions.run(() -> account.makeCustomer(before.number()));
            case CONTRACT ->
                transactions.run(() -> account.makeContract(
                        Objects.requireNonNull(before.customer()).id(),
                        configuration(before, BillingProvider.STRIPE),
                        dates));
            case USAGE -> use(before, 0, 1, StoryStep.LAST_DAY);
            case MONTH_END -> goTo(afterEndOf(dates, 0));
            case SWITCH -> {
                use(before, 1, 1, StoryStep.SWITCH_DAY);
                account.scheduleSwitch(
                        Objects.requireNonNull(before.contract()),
                        configuration(before, BillingProvider.AWS_MARKETPLACE));
            }
            case METERED_USAGE -> {
                use(before, 1, StoryStep.SWITCH_DAY + 1, StoryStep.LAST_DAY);
                goTo(afterEndOf(dates, 1));
                use(before, 2, 1, StoryStep.LAST_DAY);
            }
            case METERED_MONTH_END -> goTo(afterEndOf(dates, 2));
        }
    }

    private static ConfigurationId configuration(StoryProgress progress, BillingProvider provider) {
        return progress.configuration(provider)
                .orElseThrow(() -> Refused.conflict("somebody archived the customer's configuration with "
                        + provider.displayName() + "; begin again with another customer"));
    }

    /** Days of usage, each of them when it was. */
    private void use(StoryProgress story, int month, int firstDay, int lastDay) {
        for (int day = firstDay; day <= lastDay; day += STRIDE) {
            int last = Math.min(day + STRIDE - 1, lastDay);
            goTo(story.dates().evening(month, last));
            List<LocalDate> days = IntStream.rangeClosed(day, last)
                    .mapToObj(each -> story.dates().day(month, each))
                    .toList();
            account.use(story.number(), days);
        }
    }

    private Instant afterEndOf(StoryDates dates, int month) {
        return dates.month(month).end().plus(settings.grace()).plus(ARRIVED);
    }

    /** Where the clock is further already, it stays. */
    private void goTo(Instant moment) {
        if (clock.instant().isBefore(moment)) {
            advance.to(moment);
        }
    }
}
