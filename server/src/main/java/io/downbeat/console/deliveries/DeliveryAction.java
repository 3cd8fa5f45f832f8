package io.downbeat.console.deliveries;

import io.downbeat.console.ReturnAddress;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator may do to a delivery, and what is said before. */
enum DeliveryAction {
    RETRY(
            "Retry",
            "The provider is asked first what it holds of this invoice. Only what is missing is sent, under the same"
                    + " keys, so nothing is billed twice.",
            null,
            "Retry now"),
    RESOLVE(
            "Resolve",
            "The invoice counts as delivered under the reference that you name, and nothing is sent. Do this only if"
                    + " you saw the invoice at the provider.",
            new Field("provider_ref", "Reference at the provider", "Its id there, such as in_1QxY…", 255),
            "Mark as delivered"),
    CANCEL(
            "Cancel",
            "Nothing more is sent. What the provider may hold of it is looked up and taken back. The invoice stays"
                    + " finalized; to bill it another way, void and regenerate it.",
            new Field("reason", "Why", "Kept with the delivery for good.", 500),
            "Cancel the delivery");

    /** What a person has to fill in. */
    record Field(String name, String label, String hint, int longest) {

        /** As it was sent; nothing before it was. */
        String value(HttpServletRequest request) {
            return Optional.ofNullable(request.getParameter(name)).orElse("");
        }

        /** @throws Refused if nothing is, or too much */
        String filledIn(HttpServletRequest request) {
            String value = value(request).strip();
            if (value.isEmpty()) {
                throw Refused.rule("fill in the field below");
            }
            if (Texts.isLonger(value, longest)) {
                throw Refused.rule("write at most " + longest + " characters");
            }
            return value;
        }
    }

    private final String word;
    private final String says;
    private final @Nullable Field field;
    private final String button;

    DeliveryAction(String word, String says, @Nullable Field field, String button) {
        this.word = word;
        this.says = says;
        this.field = field;
        this.button = button;
    }

    /** As its path ends. */
    static DeliveryAction of(String path) {
        return valueOf(path.toUpperCase(Locale.ROOT));
    }

    String word() {
        return word;
    }

    String says() {
        return says;
    }

    @Nullable
    Field field() {
        return field;
    }

    /** What the field was sent with; nothing before it was, and where there is no field. */
    String value(HttpServletRequest request) {
        return field == null ? "" : field.value(request);
    }

    /** @throws Refused if nothing is, or too much */
    String filledIn(HttpServletRequest request) {
        return Objects.requireNonNull(field, () -> this + " has no field").filledIn(request);
    }

    String button() {
        return button;
    }

    String path(String delivery) {
        return "/console/deliveries/" + delivery + "/" + name().toLowerCase(Locale.ROOT);
    }

    /** @param from where it leads back to */
    String path(String delivery, String from) {
        return ReturnAddress.to(path(delivery), from);
    }
}
