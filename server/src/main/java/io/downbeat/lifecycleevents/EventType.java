package io.downbeat.lifecycleevents;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.platform.http.Body;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can happen to a contract, a commit or a credit, in the API's words and order. */
enum EventType {
    CONTRACT_CREATE("contract.create"),
    CONTRACT_START("contract.start"),
    CONTRACT_EDIT("contract.edit"),
    CONTRACT_END("contract.end"),
    CONTRACT_ARCHIVE("contract.archive"),
    COMMIT_CREATE("commit.create"),
    COMMIT_EDIT("commit.edit"),
    COMMIT_ARCHIVE("commit.archive"),
    COMMIT_SEGMENT_START("commit.segment.start"),
    COMMIT_SEGMENT_END("commit.segment.end"),
    CREDIT_CREATE("credit.create"),
    CREDIT_EDIT("credit.edit"),
    CREDIT_ARCHIVE("credit.archive"),
    CREDIT_SEGMENT_START("credit.segment.start"),
    CREDIT_SEGMENT_END("credit.segment.end");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    @JsonValue
    String word() {
        return word;
    }

    static EventType of(String word) {
        return find(word).orElseThrow();
    }

    private static Optional<EventType> find(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** {@code type} of a policy. */
    static EventType read(Body policy) {
        return find(policy.text("type"))
                .orElseThrow(() -> policy.invalid(
                        "type",
                        "must be one of "
                                + Arrays.stream(values()).map(EventType::word).collect(Collectors.joining(", "))));
    }

    /** Whether nobody knows of it before it happens. */
    boolean isAct() {
        return switch (this) {
            case CONTRACT_CREATE,
                    CONTRACT_EDIT,
                    CONTRACT_ARCHIVE,
                    COMMIT_CREATE,
                    COMMIT_EDIT,
                    COMMIT_ARCHIVE,
                    CREDIT_CREATE,
                    CREDIT_EDIT,
                    CREDIT_ARCHIVE -> true;
            case CONTRACT_START,
                    CONTRACT_END,
                    COMMIT_SEGMENT_START,
                    COMMIT_SEGMENT_END,
                    CREDIT_SEGMENT_START,
                    CREDIT_SEGMENT_END -> false;
        };
    }

    boolean isOfContract() {
        return word.startsWith("contract.");
    }

    /** Whether it happens each time anew, as often as somebody does it. */
    boolean isEdit() {
        return this == CONTRACT_EDIT || this == COMMIT_EDIT || this == CREDIT_EDIT;
    }

    boolean isArchive() {
        return this == CONTRACT_ARCHIVE || this == COMMIT_ARCHIVE || this == CREDIT_ARCHIVE;
    }

    boolean isOfSegment() {
        return switch (this) {
            case COMMIT_SEGMENT_START, COMMIT_SEGMENT_END, CREDIT_SEGMENT_START, CREDIT_SEGMENT_END -> true;
            default -> false;
        };
    }
}
