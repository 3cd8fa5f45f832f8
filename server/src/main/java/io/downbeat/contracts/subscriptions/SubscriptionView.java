package io.downbeat.contracts.subscriptions;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.contracts.Contract;
import io.downbeat.core.Frequency;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscription as answers and the history of edits show it, with its billing periods around a moment. */
record SubscriptionView(
        SubscriptionId id,
        @Nullable String name,
        @Nullable String description,
        Instant startingAt,
        @Nullable Instant endingBefore,
        @JsonUnwrapped BillingView billing,
        @JsonUnwrapped UnitsView units,
        PeriodsView billingPeriods,
        @Nullable UUID fiatCreditTypeId,
        Map<String, String> customFields) {

    private record BillingView(
            Subscription.Schedule collectionSchedule,
            CycleView billingCycleConfig,
            ProrationView proration,
            RateView subscriptionRate) {}

    private record UnitsView(
            Subscription.QuantityMode quantityManagementMode,
            @Nullable SeatView seatConfig,
            List<QuantityView> quantitySchedule) {}

    private record CycleView(Instant anchorDate, Subscription.Placement invoicePlacement) {}

    private record ProrationView(
            boolean isProrated,
            Subscription.InvoiceBehavior invoiceBehavior,
            @Nullable RoundingView rounding) {}

    private record RoundingView(Subscription.Rounding.Method roundingMethod, int decimalPlaces) {}

    private record Named(UUID id, String name) {}

    private record RateView(Frequency billingFrequency, Named product) {}

    private record SeatView(String seatGroupKey) {}

    private record QuantityView(
            BigDecimal quantity,
            Instant startingAt,
            @Nullable Instant endingBefore) {}

    private record PeriodView(Instant startingAt, Instant endingBefore) {
        static PeriodView of(BillingGrid.Window window) {
            return new PeriodView(window.start(), window.end());
        }
    }

    private record PeriodsView(
            @Nullable PeriodView previous,
            @Nullable PeriodView current,
            @Nullable PeriodView next) {
        static PeriodsView around(Instant now, BillingGrid grid) {
            Optional<BillingGrid.Window> current = grid.containing(now);
            Optional<BillingGrid.Window> next = current.isPresent()
                    ? grid.after(current.get())
                    : grid.first().filter(first -> first.start().isAfter(now));
            return new PeriodsView(
                    shown(grid.before(current.map(BillingGrid.Window::start).orElse(now))),
                    shown(current),
                    shown(next));
        }

        private static @Nullable PeriodView shown(Optional<BillingGrid.Window> window) {
            return window.map(PeriodView::of).orElse(null);
        }
    }

    static SubscriptionView of(
            Subscription of,
            Contract contract,
            Map<ProductId, Product> products,
            @Nullable UUID currency,
            Instant now) {
        Product product = products.get(of.product().id());
        Subscription.Rounding rounding = of.proration().rounding();
        return new SubscriptionView(
                of.id(),
                of.name(),
                of.description(),
                of.startingAt(),
                of.endingBefore(),
                new BillingView(
                        of.collection().schedule(),
                        new CycleView(
                                of.schedule(contract).anchor(), of.collection().placement()),
                        new ProrationView(
                                of.proration().isProrated(),
                                of.collection().increases(),
                                rounding == null
                                        ? null
                                        : new RoundingView(rounding.method(), rounding.decimalPlaces())),
                        new RateView(
                                of.product().frequency(),
                                new Named(of.product().id().value(), product == null ? "" : product.name()))),
                new UnitsView(
                        of.mode(),
                        of.seatGroupKey() == null ? null : new SeatView(of.seatGroupKey()),
                        quantities(of.seats())),
                PeriodsView.around(now, new BillingGrid(of, contract)),
                currency,
                of.customFields());
    }

    /** Its billing periods around a moment, as it is shown. */
    static Object billingPeriods(Subscription of, Contract contract, Instant moment) {
        return PeriodsView.around(moment, new BillingGrid(of, contract));
    }

    /** From each moment on at which there are more or less; who has a seat is not asked. */
    private static List<QuantityView> quantities(SeatSchedule seats) {
        List<QuantityView> shown = new ArrayList<>();
        for (Timeline.Segment<SeatSchedule.Seats> segment : seats.timeline().segments()) {
            BigDecimal quantity = segment.value().quantity();
            if (!shown.isEmpty() && shown.getLast().quantity().compareTo(quantity) == 0) {
                QuantityView last = shown.removeLast();
                shown.add(new QuantityView(last.quantity, last.startingAt, segment.until()));
            } else {
                shown.add(new QuantityView(quantity, segment.from(), segment.until()));
            }
        }
        return shown;
    }
}
