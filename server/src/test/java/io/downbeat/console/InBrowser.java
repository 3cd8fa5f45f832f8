package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Browser;
import io.downbeat.testing.TestServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.WebElement;

/**
 * Tests of pages in a real browser; the pictures they take are in {@code server/target/pictures}. They share one story and
 * one browser, opened for the first of them: a test that changes something makes a customer of its own for it, and one that
 * moves the clock or breaks a provider takes a story of its own.
 */
public abstract class InBrowser {
    private static @Nullable Shared shared;

    private record Shared(ConsoleStory story, Browser browser) {
        static Shared opened() {
            ConsoleStory story = ConsoleStory.played();
            Browser browser = Browser.open(story.server().api().uri());
            // The runner may hold each class for a run of its own, so only the process knows the last one. The server
            // goes with
            // it and with its database; a browser would stay.
            Runtime.getRuntime().addShutdownHook(new Thread(browser::close));
            return new Shared(story, browser);
        }
    }

    @BeforeAll
    static void openOnce() {
        Browser.requireChromium();
        if (shared == null) {
            shared = Shared.opened();
        }
    }

    protected static ConsoleStory story() {
        return Objects.requireNonNull(shared).story();
    }

    protected static Browser browser() {
        return Objects.requireNonNull(shared).browser();
    }

    @BeforeEach
    void signIn() {
        browser().go("/console/");
        if (browser().here().startsWith("/console/sign-in")) {
            signIn(TestServer.TOKEN);
        }
    }

    @AfterEach
    void nothing_complained_and_nothing_left_the_server() {
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().foreignRequests()).isEmpty();
    }

    protected static void signIn(String token) {
        browser().find("#token").sendKeys(token);
        browser().follow(browser().find("form.card button"));
    }

    /** Takes the page's pictures, and holds it to a phone's width and to axe. */
    protected static void look(String name) {
        browser().picture(name);
        assertThat(browser().overflowsOnAPhone())
                .as("%s is wider than a phone", name)
                .isFalse();
        assertThat(browser().seriousFindings()).as("axe on %s", name).isEmpty();
    }

    protected static String attribute(WebElement element, String name) {
        return Objects.toString(element.getDomAttribute(name), "");
    }
}
