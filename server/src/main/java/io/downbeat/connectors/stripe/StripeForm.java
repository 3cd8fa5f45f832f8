package io.downbeat.connectors.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The body of a request to Stripe: names and values in the order in which they were added, encoded. */
record StripeForm(String text) {
    static final StripeForm EMPTY = new StripeForm("");

    static StripeForm of(String name, String value) {
        return new Builder().add(name, value).build();
    }

    byte[] bytes() {
        return text.getBytes(UTF_8);
    }

    static final class Builder {
        private final StringBuilder text = new StringBuilder();

        Builder add(String name, String value) {
            if (!text.isEmpty()) {
                text.append('&');
            }
            text.append(URLEncoder.encode(name, UTF_8)).append('=').append(URLEncoder.encode(value, UTF_8));
            return this;
        }

        StripeForm build() {
            return new StripeForm(text.toString());
        }
    }
}
