package io.downbeat.customeralerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.accounts.OpenAccount;
import io.downbeat.pricing.RateCardId;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found at the moment at which a usage period begins, before its draft is opened. */
class MeasuresTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final Group USER = Group.of("user_id", "u1");

    private static Contract contract(String region) {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        return new Contract(
                new Contract.Fixed(
                        new ContractId(new UUID(0, 2)),
                        new CustomerId(new UUID(0, 1)),
                        start,
                        new RateCardId(new UUID(0, 3)),
                        StatementSchedule.of(Frequency.MONTHLY, StatementSchedule.Day.FIRST_OF_MONTH, start, null),
                        null,
                        false,
                        Contract.MultiplierPrioritization.LOWEST_MULTIPLIER,
                        Map.of("region", region),
                        start),
                null,
                null,
                30,
                null);
    }

    private static Account account(Contract... using) {
        return new Account(new OpenAccount(List.of(), List.of(), List.of(using)), Map.of(), NOW);
    }

    private static Alert.Condition condition(
            AlertType type, int threshold, @Nullable GroupValue group, @Nullable FieldFilter filter) {
        boolean isUsage = type == AlertType.USAGE_THRESHOLD_REACHED;
        return new Alert.Condition(
                type,
                BigDecimal.valueOf(threshold),
                isUsage ? null : CreditType.USD_CENTS,
                isUsage ? new BillableMetricId(new UUID(0, 4)) : null,
                group == null ? List.of() : List.of(group),
                filter == null ? List.of() : List.of(filter),
                List.of(),
                List.of(),
                null);
    }

    /** What an evaluation makes of an alarm of the part. */
    private static List<Evaluation.Change> changes(Group part, Alert.Condition condition, Account account) {
        List<AlertState> before = part.isWhole()
                ? List.of(new AlertState(part, AlertStatus.IN_ALARM, true, Trigger.USAGE, NOW))
                : List.of(
                        new AlertState(part, AlertStatus.IN_ALARM, true, Trigger.USAGE, NOW),
                        new AlertState(Group.WHOLE, AlertStatus.OK, false, null, NOW));
        return new Evaluation(before, false, Trigger.USAGE, NOW).changes(Measures.find(condition, account));
    }

    private static void assertEnds(List<Evaluation.Change> changes, Evaluation.@Nullable Message message) {
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.after().status()).isEqualTo(AlertStatus.OK);
            assertThat(change.message()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"SPEND_THRESHOLD_REACHED", "USAGE_THRESHOLD_REACHED"})
    void a_period_that_has_begun_resolves_and_the_end_of_all_contracts_says_nothing(AlertType type) {
        Alert.Condition condition = condition(type, 10, null, null);
        assertEnds(changes(Group.WHOLE, condition, account(contract("eu"))), Evaluation.Message.RESOLVED);
        assertEnds(changes(Group.WHOLE, condition, account()), null);
    }

    @Test
    void a_group_ends_as_the_whole_does() {
        Alert.Condition each = condition(AlertType.SPEND_THRESHOLD_REACHED, 10, new GroupValue("user_id", null), null);
        assertEnds(changes(USER, each, account(contract("eu"))), Evaluation.Message.RESOLVED);
        assertEnds(changes(USER, each, account()), null);
    }

    @Test
    void only_a_contract_that_the_alert_looks_at_keeps_it_going() {
        var filter = new FieldFilter(FieldFilter.Entity.CONTRACT, "region", "eu");
        Alert.Condition condition = condition(AlertType.SPEND_THRESHOLD_REACHED, 10, null, filter);
        assertEnds(changes(Group.WHOLE, condition, account(contract("us"))), null);
        assertEnds(
                changes(Group.WHOLE, condition, account(contract("us"), contract("eu"))), Evaluation.Message.RESOLVED);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPEND_THRESHOLD_REACHED", "USAGE_THRESHOLD_REACHED"})
    void a_threshold_of_nothing_is_reached_as_long_as_there_is_a_contract(AlertType type) {
        Alert.Condition condition = condition(type, 0, null, null);
        assertThat(changes(Group.WHOLE, condition, account(contract("eu")))).isEmpty();
        assertEnds(changes(Group.WHOLE, condition, account()), null);
    }
}
