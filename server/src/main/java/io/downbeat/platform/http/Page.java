package io.downbeat.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list on the wire. The last page ends with {@code "next_page": null}: an empty string would send the
 * Java client round for ever.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> data, @Nullable String nextPage) {
    public Page {
        data = List.copyOf(data);
    }

    /** Cuts rows read with a limit of {@code limit + 1} into a page; the extra row only tells that there is more. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, PageToken> place) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> shown = rows.subList(0, limit);
        return new Page<>(shown, place.apply(shown.getLast()).text());
    }

    public <R> Page<R> map(Function<T, R> change) {
        return new Page<>(data.stream().map(change).toList(), nextPage);
    }
}
