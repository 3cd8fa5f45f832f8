package io.downbeat.connectors.tackle;

import io.downbeat.metering.AwsBuyer;
import io.downbeat.metering.AwsMarketplaceConnector;
import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.ProviderPace;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To AWS Marketplace through Tackle. An identical PUT changes nothing, so an unknown outcome is settled by sending the
 * same bytes again; 409 means that Tackle has submitted the hour, and a read then tells with which quantity.
 */
final class TackleConnector implements AwsMarketplaceConnector {
    private static final int REQUESTS_PER_SECOND = 5;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final BatchAnswer NO_TOKEN = new BatchAnswer.All(
            new RecordAnswer.AccountRefused(
                    "NoToken", "the delivery method has no tackle_api_token: POST /v1/setUpBillingProvider with one"),
            BatchAnswer.Receipt.NONE);

    private final AccountKeys accounts;
    private final TackleWire wire;
    private final TackleSettings settings;

    TackleConnector(AccountKeys accounts, TackleWire wire, TackleSettings settings) {
        this.accounts = accounts;
        this.wire = wire;
        this.settings = settings;
    }

    @Override
    public String destination() {
        return "AWS Marketplace through Tackle";
    }

    @Override
    public boolean leadsTo(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.AWS_MARKETPLACE && method == DeliveryMethodType.TACKLE;
    }

    @Override
    public Duration lateWindow() {
        return settings.meteringWindow();
    }

    @Override
    public int batchLimit() {
        return 1;
    }

    /** Tackle documents none; it hands on to AWS, which is asked as often. */
    @Override
    public int requestsPerSecond() {
        return ProviderPace.at(settings.apiBase(), "tackle.io", REQUESTS_PER_SECOND);
    }

    @Override
    public Duration patience() {
        return TackleWire.TIMEOUT.multipliedBy(2);
    }

    /** Tackle finds the region by itself. The buyer is AWS's, so that a direct connector to it shares its hours. */
    @Override
    public Address addressOf(Map<String, String> keys) {
        return new Address("", product(keys), AwsBuyer.of(keys).key());
    }

    @Override
    public String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity) {
        return TackleRecord.write(address.batchKey(), customer(keys), dimension, hour, quantity);
    }

    private static String product(Map<String, String> keys) {
        String product = keys.get("tackle_product_id");
        if (product == null) {
            throw new UnmeterableConfiguration("its delivery method names no tackle_product_id");
        }
        return product;
    }

    /** As AWS issued it to the buyer; Tackle's examples carry the customer identifier. */
    private static String customer(Map<String, String> keys) {
        String customer = keys.getOrDefault("aws_customer_id", keys.get("aws_customer_account_id"));
        if (customer == null) {
            throw new UnmeterableConfiguration("it names neither aws_customer_id nor aws_customer_account_id");
        }
        return customer;
    }

    @Override
    public BatchAnswer send(List<FrozenRecord> records) {
        FrozenRecord record = records.getFirst();
        String token = token(record.deliveryMethod());
        if (token == null) {
            return NO_TOKEN;
        }
        TackleRecord.Key key = TackleRecord.Key.of(Json.read(record.payload()));
        HttpResult put = wire.put(token, record.payload());
        if (put instanceof HttpResult.Response came && came.status() == 409) {
            HttpResult found = wire.find(token, key);
            return new BatchAnswer.All(
                    ofConflict(TackleAnswers.ofRead(found, key, record.quantity(), true)),
                    TackleAnswers.receipt(found));
        }
        return new BatchAnswer.All(TackleAnswers.ofPut(put, key), TackleAnswers.receipt(put));
    }

    /** Tackle holds something for the hour; as long as nobody can read what, nothing is known. */
    private static RecordAnswer ofConflict(RecordAnswer read) {
        return switch (read) {
            case RecordAnswer.Throttled(var message, var _) ->
                new RecordAnswer.NoAnswer("Tackle says 409 and could not be read: " + message);
            case RecordAnswer.AccountRefused(var code, var message, var _) ->
                new RecordAnswer.NoAnswer("Tackle says 409 and could not be read: " + code + ", " + message);
            default -> read;
        };
    }

    @Override
    public RecordAnswer read(FrozenRecord record, @Nullable String reference) {
        String token = token(record.deliveryMethod());
        if (token == null) {
            return new RecordAnswer.AccountRefused("NoToken", "the delivery method has no tackle_api_token");
        }
        TackleRecord.Key key = TackleRecord.Key.of(Json.read(record.payload()));
        if (reference != null) {
            RecordAnswer byId = TackleAnswers.ofRead(wire.get(token, reference), key, record.quantity(), false);
            if (!(byId instanceof RecordAnswer.NotFound)) {
                return byId;
            }
        }
        return TackleAnswers.ofRead(wire.find(token, key), key, record.quantity(), false);
    }

    /** Hour by hour, because Tackle shows one hour at a time; all of its records, should there be several. */
    @Override
    public Readback readBack(Buyer buyer, String dimension, Instant from, Instant until) {
        String token = token(buyer.deliveryMethod());
        if (token == null) {
            return new Readback.Failed("the delivery method has no tackle_api_token");
        }
        List<MeteredInterval> intervals = new ArrayList<>();
        for (Instant hour = from; hour.isBefore(until); hour = hour.plus(HOUR)) {
            var key = new TackleRecord.Key(
                    buyer.address().batchKey(), customer(buyer.keys()), dimension, TackleRecord.time(hour));
            HttpResult reply = wire.find(token, key);
            if (!(reply instanceof HttpResult.Response came) || !came.isOk() && came.status() != 404) {
                return new Readback.Failed(
                        "Tackle did not show the hour " + hour + ": " + TackleAnswers.receipt(reply));
            }
            Instant start = hour;
            List<TackleRecord> records = came.isOk() ? TackleRecord.allIn(came.body(), key) : List.of();
            for (TackleRecord record : records) {
                Long quantity = record.quantity();
                // What AWS refused is no charge, though Tackle goes on showing it.
                if (quantity != null && !record.hasFailed()) {
                    intervals.add(new MeteredInterval(start, start.plus(HOUR), quantity, record.status(), record.id()));
                }
            }
        }
        return new Readback.Readings(intervals);
    }

    /** Of nobody in particular: whoever it is, the token comes first. */
    @Override
    public Preflight.Point credentials(DeliveryMethodId account) {
        return credentials(account, "nobody");
    }

    /** Tackle has no question about a buyer. */
    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        Map<String, String> keys = new HashMap<>();
        for (String name : List.of("aws_customer_id", "aws_customer_account_id")) {
            Optional.ofNullable(configuration.value(name)).ifPresent(value -> keys.put(name, value));
        }
        return List.of(credentials(configuration.deliveryMethodId(), customer(keys)));
    }

    /** Reads an hour long gone: the token works if that is answered. */
    private Preflight.Point credentials(DeliveryMethodId account, String customer) {
        String token = token(account);
        if (token == null) {
            return credentials(Preflight.Verdict.FAILED, "no tackle_api_token: POST /v1/setUpBillingProvider with one");
        }
        String product = accounts.of(account).getOrDefault("tackle_product_id", "");
        var key = new TackleRecord.Key(product, customer, DIMENSION, TackleRecord.time(Instant.EPOCH));
        return told(wire.find(token, key));
    }

    private static Preflight.Point told(HttpResult reply) {
        return switch (reply) {
            case HttpResult.Response came
            when came.isOk() || came.status() == 404 ->
                credentials(Preflight.Verdict.OK, "Tackle answers to the token");
            case HttpResult.Response came
            when came.status() == 401 || came.status() == 403 ->
                credentials(
                        Preflight.Verdict.FAILED,
                        "Tackle refuses the token with " + came.status()
                                + ": set the delivery method up again with a new one");
            case HttpResult.Response came ->
                credentials(Preflight.Verdict.UNKNOWN, "Tackle answered " + came.status() + "; ask again");
            case HttpResult.NotSent(var why) ->
                credentials(Preflight.Verdict.UNKNOWN, "Tackle could not be reached: " + why);
            case HttpResult.NoResponse(var why) ->
                credentials(Preflight.Verdict.UNKNOWN, "Tackle did not answer: " + why);
        };
    }

    private static Preflight.Point credentials(Preflight.Verdict verdict, String detail) {
        return new Preflight.Point("credentials", verdict, detail);
    }

    /** One that no header can hold is none: the JDK would refuse it in a sentence that quotes it. */
    private @Nullable String token(DeliveryMethodId method) {
        String token = accounts.of(method).getOrDefault("tackle_api_token", "");
        return token.matches("[!-~]+") ? token : null;
    }
}
