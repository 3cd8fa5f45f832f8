package io.downbeat.console.playground;

import io.downbeat.console.words.Moments;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The steps of the story in their order, and how each is told before it is played. */
enum StoryStep {
    CUSTOMER("A customer that two providers know", "Add the customer") {
        @Override
        String says(StoryDates dates) {
            return "Acme can be billed through a Stripe account and through AWS Marketplace. Each place where invoices"
                    + " may go is a configuration of the customer; so far nothing is billed.";
        }
    },
    CONTRACT("A contract that Stripe bills", "Make the contract") {
        @Override
        String says(StoryDates dates) {
            return "Monthly from " + Moments.day(dates.begin())
                    + ": data transfer at $0.12 a GB, and API calls of which"
                    + " the first 100,000 are free. Its schedule names Stripe, until somebody changes it.";
        }
    },
    USAGE("Usage comes in", "Use something") {
        @Override
        String says(StoryDates dates) {
            return "The clock goes to " + Moments.day(dates.evening(0, LAST_DAY))
                    + ", and Acme uses something each day. The draft of " + Moments.period(dates.month(0))
                    + " grows with it.";
        }
    },
    MONTH_END("The month ends, and Stripe bills it", "End the month") {
        @Override
        String says(StoryDates dates) {
            return Moments.period(dates.month(0))
                    + " is over. After the time of grace for late events its invoice is"
                    + " final: route and bytes are frozen, and it goes to Stripe once.";
        }
    },
    SWITCH("Acme moves to AWS Marketplace", "Schedule the switch") {
        @Override
        String says(StoryDates dates) {
            return "On " + Moments.day(dates.evening(1, SWITCH_DAY))
                    + " Acme asks to be billed through AWS. The switch takes effect with the next period, on "
                    + Moments.day(dates.month(2).start()) + ": " + Moments.period(dates.month(1))
                    + " still belongs to Stripe.";
        }
    },
    METERED_USAGE("Usage on both sides of the switch", "Use more") {
        @Override
        String says(StoryDates dates) {
            return "The clock goes to " + Moments.day(dates.evening(2, LAST_DAY)) + ". On the way "
                    + Moments.period(dates.month(1)) + " ends and goes to Stripe; from "
                    + Moments.day(dates.month(2).start()) + " on AWS is told each hour what became due.";
        }
    },
    METERED_MONTH_END("The month ends, and AWS has billed it", "End the month") {
        @Override
        String says(StoryDates dates) {
            return Moments.period(dates.month(2)) + " is over. What AWS took in hourly records is the invoice, to the"
                    + " cent. Nothing was billed twice, and nothing is missing.";
        }
    };

    /** The last day of usage of a month that is watched. */
    static final int LAST_DAY = 20;

    static final int SWITCH_DAY = 10;

    private final String title;
    private final String button;

    StoryStep(String title, String button) {
        this.title = title;
        this.button = button;
    }

    /** What happens in it, and why. */
    abstract String says(StoryDates dates);

    String title() {
        return title;
    }

    String button() {
        return button;
    }

    int number() {
        return all().indexOf(this) + 1;
    }

    /** By its number as a form has it. */
    static Optional<StoryStep> find(String number) {
        return all().stream()
                .filter(step -> String.valueOf(step.number()).equals(number))
                .findFirst();
    }

    static List<StoryStep> all() {
        return Arrays.asList(values());
    }
}
