package io.downbeat.console.deliveries;

import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.delivery.engine.operations.Forecast;
import io.downbeat.outbound.AccountCircuit;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.Circuits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The accounts that hold deliveries back: since when, what was said last, how many wait, when they are asked again. */
final class HeldBackAccounts {
    private final Forecast forecast;
    private final Circuits circuits;

    HeldBackAccounts(Forecast forecast, Circuits circuits) {
        this.forecast = forecast;
        this.circuits = circuits;
    }

    List<DeliveriesPage.HeldBack> all(Instant now) {
        List<Forecast.Line> held =
                forecast.lines().stream().filter(line -> line.heldBack() > 0).toList();
        if (held.isEmpty()) {
            return List.of();
        }
        Map<String, AccountCircuit> known = circuits.ofAccounts().stream()
                .collect(Collectors.toMap(AccountCircuit::accountKey, Function.identity()));
        return held.stream()
                .map(line -> account(line, known.get(line.accountKey()), now))
                .toList();
    }

    private static DeliveriesPage.HeldBack account(Forecast.Line line, @Nullable AccountCircuit known, Instant now) {
        AccountCircuit.Open open = known == null ? null : known.open();
        String said = Sentences.ofCircuit(Sentences.begin(Objects.toString(line.reason(), "")));
        String waits = line.heldBack() == 1 ? "1 invoice waits." : line.heldBack() + " invoices wait.";
        return new DeliveriesPage.HeldBack(
                line.account(),
                (open == null ? "" : "Since " + Moments.moment(open.since()) + ". ") + Sentences.whole(said) + " "
                        + waits + asked(open, now),
                open != null && open.kind() == Circuit.CONFIGURATION,
                line.deliveryMethodId().toString());
    }

    private static String asked(AccountCircuit.@Nullable Open open, Instant now) {
        if (open == null || !open.until().isAfter(now)) {
            return " It is being asked whether it works again, and then they go on by themselves.";
        }
        return " It is asked again " + Moments.relative(open.until(), now) + ", and then they go on by themselves.";
    }
}
