package io.downbeat.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A contract of a package is the one that somebody would have created by hand who had counted the instants: shown over random
 * terms, with instants that are counted here, by another calendar than the server's.
 */
class ProvisioningEqualsCreatingTest {
    private static final int CONTRACTS = 40;

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static final Api api = server.api();

    /** A package beside the same by hand. */
    private static final class Drawn {
        private final Random random;
        private final AccountFixture account;
        private final LocalDateTime start;
        private final LocalDateTime end;
        private final ObjectNode offsets = Json.MAPPER.createObjectNode();
        private final ObjectNode byHand = Json.MAPPER.createObjectNode();

        private Drawn(long seed, AccountFixture account) {
            this.random = new Random(seed);
            this.account = account;
            this.start = LocalDate.of(2025, 1, 2).plusDays(random.nextInt(500)).atTime(random.nextInt(24), 0);
            offsets.put("name", "Drawn " + seed);
            offsets.put("rate_card_id", account.rateCard);
            byHand.put("rate_card_id", account.rateCard);
            byHand.put("starting_at", start + ":00Z");
            if (random.nextBoolean()) {
                Span whole = span(false);
                end = whole.until(start, start);
                offsets.set("duration", whole.spans());
                byHand.put("ending_before", end + ":00Z");
            } else {
                end = null;
            }
            drawTerms();
        }

        private void drawTerms() {
            for (int i = 0; i <= random.nextInt(3); i++) {
                balance("commits");
                balance("credits");
                charge();
                recurring("recurring_credits");
                override();
            }
        }

        /** An offset and a duration, in units that go together or do not. */
        private Span span(boolean mayBegin) {
            String[] units = {"DAYS", "WEEKS", "MONTHS", "YEARS"};
            int[] most = {400, 60, 14, 2};
            int from = random.nextInt(4);
            int lasts = random.nextInt(4);
            return new Span(
                    mayBegin ? random.nextInt(most[from] + 1) : 0,
                    units[from],
                    1 + random.nextInt(most[lasts]),
                    units[lasts]);
        }

        private boolean isInside(LocalDateTime moment) {
            return end == null || moment.isBefore(end);
        }

        private LocalDateTime cut(LocalDateTime until) {
            return end != null && until.isAfter(end) ? end : until;
        }

        /** @return whether the contract comes to it */
        private boolean put(Span span, ObjectNode offset, ObjectNode hand) {
            offset.set("starting_at_offset", span.begins());
            offset.set("duration", span.spans());
            LocalDateTime from = span.from(start);
            hand.put("starting_at", from + ":00Z");
            hand.put("ending_before", cut(span.until(from, start)) + ":00Z");
            return isInside(from);
        }

        private void balance(String list) {
            ObjectNode offset = Json.MAPPER.createObjectNode().put("product_id", account.fixedProduct);
            if (list.equals("commits")) {
                offset.put("type", "PREPAID");
            }
            offset.put("name", "b" + random.nextInt(9)).put("priority", random.nextInt(9));
            ObjectNode hand = offset.deepCopy();
            ArrayNode offsetItems = offset.putObject("access_schedule").putArray("schedule_items");
            ArrayNode handItems = hand.putObject("access_schedule").putArray("schedule_items");
            for (int i = 0; i <= random.nextInt(3); i++) {
                ObjectNode item = Json.MAPPER.createObjectNode().put("amount", random.nextInt(1000));
                ObjectNode its = item.deepCopy();
                if (put(span(true), item, its)) {
                    handItems.add(its);
                }
                offsetItems.add(item);
            }
            if (list.equals("commits")) {
                ObjectNode offsets = offset.putObject("invoice_schedule");
                ObjectNode dates = hand.putObject("invoice_schedule");
                payments(offsets, dates);
                // One that the contract comes to: without any the commit would be refused.
                Span atOnce = new Span(0, "DAYS", 1, "DAYS");
                payment(atOnce, offsets.withArray("schedule_items"), dates.withArray("schedule_items"));
            }
            offsets.withArray(list).add(offset);
            if (!handItems.isEmpty()) {
                byHand.withArray(list).add(hand);
            }
        }

        /** @return whether any is left */
        private boolean payments(ObjectNode offset, ObjectNode hand) {
            ArrayNode offsetItems = offset.putArray("schedule_items");
            ArrayNode handItems = hand.putArray("schedule_items");
            for (int i = 0; i <= random.nextInt(3); i++) {
                payment(span(true), offsetItems, handItems);
            }
            return !handItems.isEmpty();
        }

        private void payment(Span span, ArrayNode offsetItems, ArrayNode handItems) {
            ObjectNode item = Json.MAPPER
                    .createObjectNode()
                    .put("unit_price", random.nextInt(500))
                    .put("quantity", 1 + random.nextInt(3));
            ObjectNode its = item.deepCopy();
            item.set("date_offset", span.begins());
            its.put("timestamp", span.from(start) + ":00Z");
            offsetItems.add(item);
            if (isInside(span.from(start))) {
                handItems.add(its);
            }
        }

        private void charge() {
            ObjectNode offset = Json.MAPPER.createObjectNode().put("product_id", account.fixedProduct);
            ObjectNode hand = offset.deepCopy();
            boolean isLeft = payments(offset.putObject("schedule"), hand.putObject("schedule"));
            offsets.withArray("scheduled_charges").add(offset);
            if (isLeft) {
                byHand.withArray("scheduled_charges").add(hand);
            }
        }

        private void recurring(String list) {
            ObjectNode offset = Json.MAPPER
                    .createObjectNode()
                    .put("product_id", account.fixedProduct)
                    .put("priority", random.nextInt(9));
            offset.putObject("access_amount")
                    .put("credit_type_id", "2714e483-4ff1-48e4-9e25-ac732e8f24f2")
                    .put("unit_price", random.nextInt(100));
            offset.putObject("commit_duration").put("value", 1 + random.nextInt(2));
            ObjectNode hand = offset.deepCopy();
            boolean isLeft = put(span(true), offset, hand);
            if (random.nextBoolean()) {
                offset.remove("duration");
                hand.remove("ending_before");
            }
            offsets.withArray(list).add(offset);
            if (isLeft) {
                byHand.withArray(list).add(hand);
            }
        }

        private void override() {
            ObjectNode offset =
                    Json.MAPPER.createObjectNode().put("type", "MULTIPLIER").put("multiplier", random.nextInt(5));
            offset.putArray("override_specifiers").addObject().put("product_id", account.usageProduct);
            ObjectNode hand = offset.deepCopy();
            boolean isLeft = put(span(true), offset, hand);
            offsets.withArray("overrides").add(offset);
            if (isLeft) {
                byHand.withArray("overrides").add(hand);
            }
        }
    }

    /** Counted with local dates, which clamp to the last day of a month as the calendar of UTC does. */
    private record Span(int offset, String unit, int lasts, String lastingUnit) {
        ObjectNode begins() {
            return wire(offset, unit);
        }

        ObjectNode spans() {
            return wire(lasts, lastingUnit);
        }

        private static ObjectNode wire(int value, String unit) {
            return Json.MAPPER.createObjectNode().put("value", value).put("unit", unit);
        }

        LocalDateTime from(LocalDateTime start) {
            return plus(start, offset, unit);
        }

        /** @param from where it begins, {@code start} the contract's start */
        LocalDateTime until(LocalDateTime from, LocalDateTime start) {
            boolean bothMonths = (unit.equals("MONTHS") || unit.equals("YEARS"))
                    && (lastingUnit.equals("MONTHS") || lastingUnit.equals("YEARS"));
            return bothMonths
                    ? start.plusMonths(months(offset, unit) + months(lasts, lastingUnit))
                    : plus(from, lasts, lastingUnit);
        }

        private static long months(int value, String unit) {
            return unit.equals("YEARS") ? 12L * value : value;
        }

        private static LocalDateTime plus(LocalDateTime from, int value, String unit) {
            return switch (unit) {
                case "DAYS" -> from.plusDays(value);
                case "WEEKS" -> from.plusDays(7L * value);
                default -> from.plusMonths(months(value, unit));
            };
        }
    }

    @Test
    void provisioning_a_package_equals_creating_the_contract_by_hand() {
        AccountFixture account = AccountFixture.setUp(api);
        String customer = account.customer("acme").id();
        long first = new Random().nextLong();
        for (long seed = first; seed < first + CONTRACTS; seed++) {
            Drawn drawn = new Drawn(seed, account);
            String from = api.post("/v1/packages/create", drawn.offsets.toString())
                    .ok()
                    .at("/data/id")
                    .stringValue();
            JsonNode provisioned = contract(
                    customer,
                    Json.MAPPER.createObjectNode().put("package_id", from).put("starting_at", drawn.start + ":00Z"));
            JsonNode created = contract(customer, drawn.byHand);
            assertThat(provisioned.get("package_id").stringValue()).isEqualTo(from);
            JsonNode expected = comparable(created);
            assertThat(comparable(provisioned).propertyNames())
                    .containsExactlyInAnyOrderElementsOf(expected.propertyNames());
            for (var member : comparable(provisioned).properties()) {
                assertThat(member.getValue().toPrettyString())
                        .as("seed %d: %s of %s", seed, member.getKey(), drawn.offsets)
                        .isEqualTo(expected.get(member.getKey()).toPrettyString());
            }
        }
    }

    private static JsonNode contract(String customer, ObjectNode request) {
        request.put("customer_id", customer);
        String id = api.post("/v1/contracts/create", request.toString())
                .ok()
                .at("/data/id")
                .stringValue();
        return api.post("/v2/contracts/get", "{'customer_id': '" + customer + "', 'contract_id': '" + id + "'}")
                .ok()
                .get("data");
    }

    /** Without the ids, which differ, and with lists in an order that does not come from ids. */
    private static JsonNode comparable(JsonNode contract) {
        JsonNode copy = contract.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        node.forEach(ProvisioningEqualsCreatingTest::strip);
        if (node instanceof ObjectNode object) {
            object.remove(List.of(
                    "id",
                    "applicable_contract_ids",
                    "package_id",
                    "recurring_credit_id",
                    "recurring_commit_id",
                    "created_at",
                    "contract"));
        }
        if (node instanceof ArrayNode list) {
            List<JsonNode> items = new ArrayList<>();
            list.forEach(items::add);
            items.sort((one, other) -> one.toString().compareTo(other.toString()));
            list.removeAll();
            list.addAll(items);
        }
    }
}
