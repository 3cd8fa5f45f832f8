package io.downbeat.connectors.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as Microsoft documents them, and as they come when something is in between. */
class AzureAnswersTest {
    private static final FrozenRecord SLOT = slot("sub-1", 2500);

    private static FrozenRecord slot(String resource, long quantity) {
        Instant hour = Instant.parse("2025-06-01T00:00:00Z");
        String payload = Json.write(Map.of(
                "resourceId",
                resource,
                "dimension",
                "usage_fee",
                "quantity",
                quantity,
                "effectiveStartTime",
                hour.toString()));
        return new FrozenRecord(
                UUID.randomUUID(),
                new CustomerId(UUID.randomUUID()),
                new ConfigurationId(UUID.randomUUID()),
                new DeliveryMethodId(UUID.randomUUID()),
                "",
                "",
                "azure/" + resource,
                "usage_fee",
                hour,
                quantity,
                payload);
    }

    private static HttpResult came(int status, String body) {
        String json = body.replace('\'', '"');
        return new HttpResult.Response(status, HttpHeaders.of(Map.of(), (a, b) -> true), json, "request-id");
    }

    static RecordAnswer single(int status, String body) {
        return switch (AzureAnswers.one(came(status, body), SLOT)) {
            case BatchAnswer.Each each -> each.answers().get(SLOT.id());
            case BatchAnswer.All all -> all.answer();
            case BatchAnswer.OneIsBad bad -> throw new AssertionError("one event is no batch: " + bad);
        };
    }

    @ParameterizedTest
    @CsvSource({"2500.0, true", "2500, true", "2499.0, false", "2500.5, false"})
    void what_a_conflict_says_is_held_decides(String held, boolean ours) {
        RecordAnswer answer = single(
                409,
                "{'code':'Conflict','additionalInfo':{'acceptedMessage':{'usageEventId':'e1','status':'Duplicate',"
                        + "'quantity':" + held + "}}}");
        if (ours) {
            assertThat(answer).isEqualTo(new RecordAnswer.Accepted("e1"));
        } else {
            assertThat(answer).isEqualTo(new RecordAnswer.QuantityConflict((long) Double.parseDouble(held), "e1"));
        }
    }

    @Test
    void a_conflict_that_does_not_say_what_is_held_is_a_duplicate() {
        assertThat(single(409, "{'code':'Conflict','message':'This usage event already exist.'}"))
                .isEqualTo(new RecordAnswer.Duplicate(null));
    }

    @ParameterizedTest
    @CsvSource({
        "Accepted, Accepted",
        "Expired, TooLate",
        "Error, NoAnswer",
        "ResourceNotFound, Refused",
        "ResourceNotAuthorized, Refused",
        "ResourceNotActive, Refused",
        "InvalidDimension, Refused",
        "InvalidQuantity, Refused",
        "BadArgument, Refused",
        "Unheard, NoAnswer"
    })
    void each_status_of_a_batch_has_its_meaning(String status, String meaning) {
        FrozenRecord other = slot("sub-2", 7);
        BatchAnswer answer = AzureAnswers.batch(came(200, """
            {'count':2,'result':[
              {'status':'%s','usageEventId':'e1','resourceId':'SUB-1','dimension':'usage_fee','quantity':2500.0,
               'effectiveStartTime':'2025-06-01T00:00:00'},
              {'status':'Accepted','usageEventId':'e2','resourceId':'sub-2','dimension':'usage_fee',
               'effectiveStartTime':'2025-06-01T00:00:00Z'}]}\
            """.formatted(status)), List.of(SLOT, other));
        assertThat(answer).isInstanceOfSatisfying(BatchAnswer.Each.class, each -> {
            assertThat(each.answers().get(SLOT.id()).getClass().getSimpleName()).isEqualTo(meaning);
            assertThat(each.answers().get(other.id())).isEqualTo(new RecordAnswer.Accepted("e2"));
        });
    }

    @Test
    void a_batch_that_is_refused_as_a_whole_has_one_bad_record() {
        assertThat(AzureAnswers.batch(came(400, "{'code':'BadArgument','message':'m'}"), List.of(SLOT)))
                .isInstanceOf(BatchAnswer.OneIsBad.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, AccountRefused",
        "403, AccountRefused",
        "404, AccountRefused",
        "429, Throttled",
        "500, NoAnswer",
        "503, NoAnswer",
        "302, NoAnswer",
        "418, NoAnswer"
    })
    void a_status_alone_says_whether_anything_was_billed(int status, String meaning) {
        assertThat(single(status, "<html>").getClass().getSimpleName()).isEqualTo(meaning);
    }

    @Test
    void half_an_answer_is_none() {
        assertThat(single(200, "{}")).isInstanceOf(RecordAnswer.NoAnswer.class);
        assertThat(single(200, "'torn")).isInstanceOf(RecordAnswer.NoAnswer.class);
    }
}
