package io.downbeat.console.settings;

import io.downbeat.access.ApiTokens;
import io.downbeat.access.NewToken;
import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.callers.Role;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ObjectNode;

/** Makes tokens and revokes them. */
@Controller
final class TokenPages {
    private static final int LONGEST_NAME = 128;

    private final Pages pages;
    private final Frames frames;
    private final ApiTokens tokens;
    private final SettingsPages settings;
    private final RefusedForms forms;

    TokenPages(Pages pages, Frames frames, ApiTokens tokens, SettingsPages settings, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.tokens = tokens;
        this.settings = settings;
        this.forms = forms;
    }

    /** Answers the token itself and leads to no other page: it would have to be kept somewhere in between. */
    @PostMapping("/console/settings/tokens")
    @Changes(action = "create_token", resource = "api_token")
    ResponseEntity<byte[]> make(HttpServletRequest request) {
        String name =
                Optional.ofNullable(request.getParameter("name")).orElse("").strip();
        NewToken made;
        try {
            ObjectNode fields = Json.MAPPER.createObjectNode();
            fields.put("name", name);
            fields.put("role", request.getParameter("role"));
            Body body = Body.of(fields, "");
            made = tokens.create(body.text("name", 1, LONGEST_NAME), body.oneOf("role", Role.class));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return settings.notMade(
                    HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()), request);
        }
        return pages.show(
                "console/settings/madeToken.jte",
                () -> new MadeTokenPage(
                        frames.of(request, "Token", Tab.SECTION),
                        made.token().name(),
                        made.token().role().word().replace('_', ' '),
                        made.text()));
    }

    @GetMapping("/console/settings/tokens")
    ResponseEntity<byte[]> page(HttpServletRequest request) {
        return Pages.goToPage(Tab.ACCOUNTS.path(), request);
    }

    @GetMapping("/console/settings/tokens/{id}/revoke")
    ResponseEntity<byte[]> ask(@PathVariable("id") String id, HttpServletRequest request) {
        return ask(PageIds.require(id, "token"), HttpStatus.OK, null, request);
    }

    @PostMapping("/console/settings/tokens/{id}/revoke")
    @Changes(action = "revoke_token", resource = "api_token")
    ResponseEntity<byte[]> revoke(@PathVariable("id") String id, HttpServletRequest request) {
        UUID token = PageIds.require(id, "token");
        try {
            tokens.revoke(token);
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.NOT_FOUND.value()) {
                throw refused;
            }
            forms.writeDown(request, refused);
            return ask(token, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()), request);
        }
        return Pages.goTo(Tab.ACCOUNTS.path());
    }

    private ResponseEntity<byte[]> ask(UUID id, HttpStatus status, @Nullable String error, HttpServletRequest request) {
        boolean isOwn = Origin.current()
                .map(Origin::caller)
                .map(Caller::tokenId)
                .filter(id::equals)
                .isPresent();
        return pages.show(
                status,
                "console/settings/revoke.jte",
                () -> new RevokePage(
                        frames.of(request, "Revoke", Tab.SECTION),
                        settings.token(id).orElseThrow(() -> Refused.notFound("no token has the id " + id)),
                        isOwn,
                        error));
    }
}
