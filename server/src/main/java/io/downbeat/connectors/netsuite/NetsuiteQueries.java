package io.downbeat.connectors.netsuite;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** SuiteQL with all its pages: NetSuite gives a thousand rows at a time. */
final class NetsuiteQueries {
    private static final int PAGE = 1000;
    /** NetSuite itself gives no more than a hundred thousand rows of one query. */
    private static final int MOST_PAGES = 100;

    private final NetsuiteCalls calls;

    NetsuiteQueries(NetsuiteCalls calls) {
        this.calls = calls;
    }

    sealed interface Rows {
        record All(List<JsonNode> rows) implements Rows {}

        /** NetSuite cannot answer this query here: a feature that is off, an object the role does not see. */
        record NotHere(String why) implements Rows {}

        record Failed(Answer answer) implements Rows {}
    }

    Rows all(NetsuiteCalls.Caller caller, String suiteQl) {
        List<JsonNode> rows = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            NetsuiteCalls.NetsuiteResponse response = calls.query(caller, suiteQl, PAGE, page * PAGE);
            if (!(response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came))
                    || !came.isOk()) {
                return failed(response);
            }
            if (!came.json().path("items").isArray()) {
                return new Rows.Failed(new Answer.Retryable(came.exchange(), "NetSuite's list cannot be read", null));
            }
            came.json().path("items").forEach(rows::add);
            if (!came.json().path("hasMore").asBoolean(false)) {
                return new Rows.All(rows);
            }
        }
        String why = "the account holds more than NetSuite lists in one query; ask for a shorter time";
        return new Rows.Failed(new Answer.Refusal(Answer.Exchange.none(why), why));
    }

    private static Rows failed(NetsuiteCalls.NetsuiteResponse response) {
        Answer answer = NetsuiteAnswers.of(response, false);
        return answer instanceof Answer.Refusal(var _, String reason)
                ? new Rows.NotHere(reason)
                : new Rows.Failed(answer);
    }
}
