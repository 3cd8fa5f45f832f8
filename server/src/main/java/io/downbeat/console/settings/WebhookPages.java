package io.downbeat.console.settings;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.notifications.MessageList;
import io.downbeat.notifications.Webhook;
import io.downbeat.notifications.WebhookId;
import io.downbeat.notifications.Webhooks;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
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

/** {@code /console/settings/webhooks}: where notifications go, one more or one less, and what never arrived there. */
@Controller
final class WebhookPages {
    /** An account has at most 20. */
    private static final int ROWS = 50;

    private final Pages pages;
    private final Frames frames;
    private final Webhooks webhooks;
    private final MessageList messages;
    private final RefusedForms forms;

    WebhookPages(Pages pages, Frames frames, Webhooks webhooks, MessageList messages, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.webhooks = webhooks;
        this.messages = messages;
        this.forms = forms;
    }

    @GetMapping("/console/settings/webhooks")
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        return list(HttpStatus.OK, "", null, request);
    }

    private ResponseEntity<byte[]> list(
            HttpStatus status, String url, @Nullable String error, HttpServletRequest request) {
        return pages.show(
                status,
                "console/settings/webhooks.jte",
                () -> new WebhooksPage(
                        frames.of(request, "Webhooks", Tab.SECTION),
                        webhooks.list(false, null, ROWS).stream()
                                .map(WebhookPages::row)
                                .toList(),
                        url,
                        error));
    }

    /** Shows a secret that was made here and leads to no other page: it would have to be kept somewhere in between. */
    @PostMapping("/console/settings/webhooks")
    @Changes(action = "create_webhook", resource = "webhook")
    ResponseEntity<byte[]> add(HttpServletRequest request) {
        ObjectNode fields = Json.MAPPER.createObjectNode();
        String url = filledIn("url", request);
        fields.put("url", url);
        String secret = filledIn("secret", request);
        if (!secret.isEmpty()) {
            fields.put("secret", secret);
        }
        Webhooks.Added added;
        try {
            added = webhooks.add(Body.of(fields, ""));
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return list(HttpStatus.valueOf(refused.status()), url, Sentences.whole(refused.getMessage()), request);
        }
        String made = added.secret();
        if (made == null) {
            return Pages.goTo(page(added.id()));
        }
        return pages.show(
                "console/settings/addedWebhook.jte",
                () -> new AddedWebhookPage(
                        frames.of(request, "Webhook", Tab.SECTION), row(webhooks.existing(added.id())), made));
    }

    /** It means nothing to whoever gets it, so without a page before it. */
    @PostMapping("/console/settings/webhooks/{id}/test")
    @Changes(action = "test_webhook", resource = "webhook")
    ResponseEntity<byte[]> test(@PathVariable("id") String id, HttpServletRequest request) {
        WebhookId webhook = id(id);
        webhooks.existing(webhook);
        return sent(webhook, request, () -> webhooks.sendTest(webhook));
    }

    @GetMapping("/console/settings/webhooks/{id}/archive")
    ResponseEntity<byte[]> askArchive(@PathVariable("id") String id, HttpServletRequest request) {
        WebhookId webhook = id(id);
        return pages.show(
                "console/settings/archiveWebhook.jte",
                () -> new ArchiveWebhookPage(
                        frames.of(request, "Archive", Tab.SECTION), row(webhooks.existing(webhook))));
    }

    @PostMapping("/console/settings/webhooks/{id}/archive")
    @Changes(action = "archive_webhook", resource = "webhook")
    ResponseEntity<byte[]> archive(@PathVariable("id") String id) {
        webhooks.archive(id(id));
        return Pages.goTo(Tab.WEBHOOKS.path());
    }

    @GetMapping("/console/settings/webhooks/{id}")
    ResponseEntity<byte[]> one(@PathVariable("id") String id, HttpServletRequest request) {
        return one(id(id), HttpStatus.OK, null, request);
    }

    @PostMapping("/console/settings/webhooks/{id}/notifications/{notification}/retry")
    @Changes(action = "retry_notification", resource = "notification")
    ResponseEntity<byte[]> sendAgain(
            @PathVariable("id") String id,
            @PathVariable("notification") String notification,
            HttpServletRequest request) {
        WebhookId webhook = id(id);
        webhooks.existing(webhook);
        UUID wanted = PageIds.require(notification, "notification");
        return sent(webhook, request, () -> webhooks.sendAgain(webhook, wanted));
    }

    @GetMapping({
        "/console/settings/webhooks/{id}/test",
        "/console/settings/webhooks/{id}/notifications/{notification}/retry"
    })
    ResponseEntity<byte[]> page(@PathVariable("id") String id, HttpServletRequest request) {
        return Pages.goToPage(page(id(id)), request);
    }

    private ResponseEntity<byte[]> sent(WebhookId webhook, HttpServletRequest request, Runnable send) {
        try {
            send.run();
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return one(webhook, HttpStatus.valueOf(refused.status()), Sentences.whole(refused.getMessage()), request);
        }
        return Pages.goTo(page(webhook));
    }

    private static String page(WebhookId webhook) {
        return Tab.WEBHOOKS.path() + "/" + webhook;
    }

    private static String filledIn(String name, HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter(name)).orElse("").strip();
    }

    private ResponseEntity<byte[]> one(
            WebhookId id, HttpStatus status, @Nullable String error, HttpServletRequest request) {
        return pages.show(
                status,
                "console/settings/webhook.jte",
                () -> new WebhookPage(
                        frames.of(request, "Webhook", Tab.SECTION),
                        row(webhooks.existing(id)),
                        messages.messages(id, MessageList.State.GIVEN_UP, null, ROWS).stream()
                                .limit(ROWS)
                                .map(WebhookPages::givenUp)
                                .toList(),
                        messages.attempts(id, null, ROWS).stream()
                                .limit(ROWS)
                                .map(WebhookPages::attempt)
                                .toList(),
                        error));
    }

    private static WebhooksPage.Row row(Webhook webhook) {
        return new WebhooksPage.Row(
                webhook.id().toString(),
                URI.create(webhook.url()).getRawAuthority(),
                Moments.moment(webhook.createdAt()),
                String.valueOf(webhook.pending()),
                String.valueOf(webhook.givenUp()),
                webhook.archivedAt() == null ? null : Moments.moment(webhook.archivedAt()));
    }

    private static WebhookPage.GivenUp givenUp(MessageList.Message message) {
        return new WebhookPage.GivenUp(
                message.id().toString(),
                message.type(),
                Moments.moment(message.writtenAt()),
                String.valueOf(message.attempts()));
    }

    private static WebhookPage.Attempt attempt(MessageList.Attempt attempt) {
        boolean isUnderWay = attempt.endedAt() == null;
        Condition condition =
                isUnderWay ? Condition.WAITING : attempt.error() == null ? Condition.DELIVERED : Condition.RETRYING;
        return new WebhookPage.Attempt(
                Moments.moment(attempt.startedAt()),
                attempt.type(),
                String.valueOf(attempt.n()),
                isUnderWay
                        ? "no answer yet"
                        : attempt.status() == null ? "no answer" : String.valueOf(attempt.status()),
                condition.css(),
                attempt.error() == null ? "" : Sentences.begin(attempt.error()));
    }

    private static WebhookId id(String text) {
        return new WebhookId(PageIds.require(text, "webhook"));
    }
}
