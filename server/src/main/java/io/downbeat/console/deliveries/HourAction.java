package io.downbeat.console.deliveries;

import io.downbeat.console.ReturnAddress;
import io.downbeat.metering.records.UnsettledHours;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What an operator may say of a parked hour of metering, and what is said before. */
enum HourAction {
    RESOLVE(
            "Resolve",
            "The hour counts as metered under the reference that you name, and nothing is sent. Do this only if you saw"
                    + " this record at the marketplace.",
            new DeliveryAction.Field(
                    "provider_ref", "Reference at the marketplace", "Its id of the record there.", 255),
            "Mark as metered"),
    CANCEL(
            "Cancel",
            "This record is not sent again, and its amount rides in a later one. Do this only if you looked at the"
                    + " marketplace and it does not hold the record: what it holds would be billed twice.",
            new DeliveryAction.Field("reason", "Why", "Kept with the record for good.", 500),
            "It is not there: meter it later");

    static final String LIST = "/console/deliveries/meter-hours";

    private final String word;
    private final String says;
    private final DeliveryAction.Field field;
    private final String button;

    HourAction(String word, String says, DeliveryAction.Field field, String button) {
        this.word = word;
        this.says = says;
        this.field = field;
        this.button = button;
    }

    /** As its path ends. */
    static HourAction of(String path) {
        return valueOf(path.toUpperCase(Locale.ROOT));
    }

    /** @param from the list's address, to come back to */
    static List<TabPage.Action> all(UnsettledHours.Hour hour, String from) {
        return Arrays.stream(values())
                .map(action -> new TabPage.Action(
                        action.word, ReturnAddress.to(action.path(hour.id()), from), action.inPath()))
                .toList();
    }

    String word() {
        return word;
    }

    String says() {
        return says;
    }

    DeliveryAction.Field field() {
        return field;
    }

    String button() {
        return button;
    }

    String path(UUID hour) {
        return LIST + "/" + hour + "/" + inPath();
    }

    private String inPath() {
        return name().toLowerCase(Locale.ROOT);
    }
}
