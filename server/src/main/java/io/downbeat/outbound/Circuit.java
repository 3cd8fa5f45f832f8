package io.downbeat.outbound;

import io.downbeat.providers.DeliveryMethodId;
import java.util.Locale;

/** Why an account's circuit is open, and in whose words its held-back deliveries say so. */
public enum Circuit {
    /** The account or its credentials are refused: a person has to mend something. */
    CONFIGURATION {
        @Override
        public String sentence(DeliveryMethodId method, String said) {
            return "the provider refuses the account: " + ended(said)
                    + " This delivery is held back and resumes by itself once the credentials are mended: POST"
                    + " /downbeat/v1/deliveryMethods/" + method.value() + "/credentials;" + RETRY;
        }
    },
    /** The provider, or the way to it, fails: it passes, or the network has to be updated. */
    FAILING {
        @Override
        public String sentence(DeliveryMethodId method, String said) {
            return "the provider fails: " + ended(said)
                    + " This delivery is held back and resumes by itself as soon as a probe of the account is answered;"
                    + RETRY;
        }
    },
    /** The provider asks for a pause longer than a moment. */
    THROTTLED {
        @Override
        public String sentence(DeliveryMethodId method, String said) {
            return "the provider asks for a pause: " + ended(said)
                    + " This delivery is held back until then and resumes by itself;" + RETRY;
        }
    };

    private static final String RETRY = " POST /downbeat/v1/deliveries/{id}/retry has the account asked at once";

    /** @param said what the provider said last, or what the network did */
    public abstract String sentence(DeliveryMethodId method, String said);

    /** As the database has it. */
    public String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String ended(String said) {
        return said.endsWith(".") ? said : said + ".";
    }
}
