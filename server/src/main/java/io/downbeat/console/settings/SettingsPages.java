package io.downbeat.console.settings;

import io.downbeat.access.AccessSettings;
import io.downbeat.access.ApiToken;
import io.downbeat.access.ApiTokens;
import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.preflight.AccountCheck;
import io.downbeat.preflight.CheckAccounts;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/settings}: the accounts that bills go to, and who may ask this server. */
@Controller
final class SettingsPages {
    private static final int ROWS = 50;

    private final Pages pages;
    private final Frames frames;
    private final Providers providers;
    private final CheckAccounts checks;
    private final ApiTokens tokens;
    private final AccessSettings access;

    SettingsPages(
            Pages pages,
            Frames frames,
            Providers providers,
            CheckAccounts checks,
            ApiTokens tokens,
            AccessSettings access) {
        this.pages = pages;
        this.frames = frames;
        this.providers = providers;
        this.checks = checks;
        this.tokens = tokens;
        this.access = access;
    }

    @GetMapping("/console/settings")
    ResponseEntity<byte[]> show(Query query, HttpServletRequest request) {
        UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        return show(HttpStatus.OK, after, null, request);
    }

    /** The same page once more, with what was wrong with the token. */
    ResponseEntity<byte[]> notMade(HttpStatus status, String error, HttpServletRequest request) {
        return show(status, null, error, request);
    }

    private ResponseEntity<byte[]> show(
            HttpStatus status, @Nullable UUID after, @Nullable String error, HttpServletRequest request) {
        return pages.show(status, "console/settings/settings.jte", () -> {
            List<ApiToken> found = tokens.page(after, ROWS + 1);
            List<ApiToken> shown = found.stream().limit(ROWS).toList();
            return new SettingsPage(
                    frames.of(request, "Settings", Tab.SECTION),
                    methods(),
                    rows(shown, after == null),
                    found.size() > ROWS
                            ? Tab.ACCOUNTS.path() + "?next_page="
                                    + PageToken.after(shown.getLast().id()).text()
                            : "",
                    filledIn("name", request),
                    filledIn("role", request),
                    error);
        });
    }

    private static String filledIn(String name, HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter(name)).orElse("").strip();
    }

    private List<SettingsPage.Method> methods() {
        Map<DeliveryMethodId, AccountCheck> latest = checks.latest();
        return providers.deliveryMethods().stream()
                .map(method -> method(method, latest.get(method.id())))
                .toList();
    }

    private static SettingsPage.Method method(DeliveryMethod method, @Nullable AccountCheck checked) {
        return new SettingsPage.Method(
                method.id().toString(),
                method.provider().displayName(),
                Destination.css(method.provider(), method.type()),
                Fields.method(method.type()),
                account(method),
                checked == null ? null : check(checked));
    }

    private static SettingsPage.Check check(AccountCheck checked) {
        String word = switch (checked.verdict()) {
            case OK -> "works";
            case WARNING -> "works, but";
            case FAILED -> "refused";
            case UNKNOWN -> "no clear answer";
        };
        Condition condition = switch (checked.verdict()) {
            case OK -> Condition.DELIVERED;
            case WARNING, UNKNOWN -> Condition.IN_DOUBT;
            case FAILED -> Condition.NEEDS_YOU;
        };
        return new SettingsPage.Check(
                word, condition.css(), Sentences.whole(checked.detail()), Moments.moment(checked.at()));
    }

    /** The visible settings, which hold what the account is called at its provider. */
    private static String account(DeliveryMethod method) {
        return String.join(
                ", ",
                method.configuration().properties().stream()
                        .filter(entry -> entry.getValue().isValueNode()
                                && !entry.getValue().isBoolean())
                        .map(entry -> Fields.label(entry.getKey()) + " "
                                + entry.getValue().asString())
                        .toList());
    }

    /** One token as a row. */
    Optional<SettingsPage.Token> token(UUID id) {
        if (id.equals(ApiTokens.FIRST.tokenId())) {
            return Optional.of(first());
        }
        return tokens.find(id).map(token -> row(token, access.realTime().instant()));
    }

    private static SettingsPage.Token first() {
        return new SettingsPage.Token(
                ApiTokens.FIRST.tokenId().toString(), ApiTokens.FIRST.name(), "admin", "a setting", "–", null, true);
    }

    private List<SettingsPage.Token> rows(List<ApiToken> found, boolean isFirst) {
        Instant now = access.realTime().instant();
        List<SettingsPage.Token> rows = new ArrayList<>();
        if (isFirst) {
            rows.add(first());
        }
        found.forEach(token -> rows.add(row(token, now)));
        return rows;
    }

    private static SettingsPage.Token row(ApiToken token, Instant now) {
        return new SettingsPage.Token(
                token.id().toString(),
                token.name(),
                token.role().word().replace('_', ' '),
                Moments.moment(token.createdAt()),
                Optional.ofNullable(token.lastUsedAt())
                        .map(used -> Moments.relative(used, now))
                        .orElse("never"),
                token.revokedAt() == null ? null : Moments.moment(token.revokedAt()),
                false);
    }
}
