package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import org.jspecify.annotations.Nullable;

/** One request with an effect: what it says, where it goes, and how its answer is read. */
sealed interface NetsuiteRequest extends ProviderRequest {

    Answer send(NetsuiteCalls calls, NetsuiteCurrencies currencies, NetsuiteCalls.Caller caller);

    /** Makes the invoice, or makes it again exactly as it was frozen. */
    record Upsert(Delivery delivery, NetsuitePayload payload) implements NetsuiteRequest {
        @Override
        public String name() {
            return "UPSERT";
        }

        @Override
        public String key() {
            return delivery.key("upsert");
        }

        /**
         * Announced without the currency: its internal id is NetSuite's name for what the payload says, and may become
         * readable between two attempts.
         */
        @Override
        public byte[] request() {
            return NetsuiteRecord.json(delivery, payload, null);
        }

        @Override
        public Answer send(NetsuiteCalls calls, NetsuiteCurrencies currencies, NetsuiteCalls.Caller caller) {
            return switch (currencies.of(caller)) {
                // A question that failed: nothing was sent.
                case NetsuiteCurrencies.Unclear(Answer answer) -> answer;
                case NetsuiteCurrencies.Listed listed -> {
                    String currency = listed.id(payload.currency()).orElse(null);
                    if (currency == null && !listed.isOnlyOne()) {
                        currencies.forget(caller.method());
                        yield noSuchCurrency();
                    }
                    yield NetsuiteAnswers.of(
                            calls.upsert(
                                    caller,
                                    NetsuiteRecord.byExternalId(delivery.id()),
                                    NetsuiteRecord.json(delivery, payload, currency)),
                            true);
                }
            };
        }

        private Answer noSuchCurrency() {
            String why = "the NetSuite account has no currency " + payload.currency()
                    + "; add it there, for the customer too, and retry";
            return new Answer.Refusal(Answer.Exchange.none(why), why);
        }
    }

    /** @param invoice NetSuite's internal id */
    record Delete(String invoice) implements NetsuiteRequest {
        @Override
        public String name() {
            return "DELETE";
        }

        @Override
        public @Nullable String key() {
            return null;
        }

        @Override
        public byte[] request() {
            return new byte[0];
        }

        @Override
        public boolean undoes() {
            return true;
        }

        @Override
        public Answer send(NetsuiteCalls calls, NetsuiteCurrencies currencies, NetsuiteCalls.Caller caller) {
            NetsuiteCalls.NetsuiteResponse response = calls.delete(caller, NetsuiteRecord.byInternalId(invoice));
            if (response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came)
                    && NetsuiteAnswers.isAbsent(came)) {
                return new Answer.Stale(came.exchange(), "NetSuite does not have it any more");
            }
            Answer answer = NetsuiteAnswers.of(response, true);
            return answer instanceof Answer.Refusal(var exchange, String reason)
                    ? new Answer.Refusal(
                            exchange,
                            "NetSuite does not let invoice " + invoice + " be deleted; make a credit memo there. "
                                    + reason)
                    : answer;
        }
    }
}
