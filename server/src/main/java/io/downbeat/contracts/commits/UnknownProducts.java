package io.downbeat.contracts.commits;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductId;

/** How each version of the API answers a request that names a product that does not exist. */
enum UnknownProducts {
    /** 404. */
    V1 {
        @Override
        Refused refusal(Body body, String field, ProductId product) {
            return Refused.notFound("no product has the id " + product);
        }
    },
    /** 400, naming the member. */
    V2 {
        @Override
        Refused refusal(Body body, String field, ProductId product) {
            return body.invalid(field, "no product has the id " + product);
        }
    };

    abstract Refused refusal(Body body, String field, ProductId product);
}
