package io.downbeat.console;

import io.downbeat.access.SignInLink;
import io.downbeat.access.SignInLinks;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * In with a link, once. Opening it only shows a button: programs that look at links before people do, such as those of a
 * chat, would otherwise use it up.
 */
@Controller
final class SignInByLink {
    private final SignInLinks links;
    private final Pages pages;
    private final Frames frames;

    SignInByLink(SignInLinks links, Pages pages, Frames frames) {
        this.links = links;
        this.pages = pages;
        this.frames = frames;
    }

    @GetMapping(SignInLink.PAGES + "{code}")
    ResponseEntity<byte[]> ask(@PathVariable("code") String code, HttpServletRequest request) {
        if (!links.isLive(code)) {
            throw over();
        }
        return pages.render(
                HttpStatus.OK,
                "console/signInByLink.jte",
                new SignInByLinkPage(
                        frames.bare(request, "Sign in"), SignInLink.PAGES + code, SignInOut.target(request)));
    }

    @PostMapping(SignInLink.PAGES + "{code}")
    ResponseEntity<byte[]> signIn(@PathVariable("code") String code, HttpServletRequest request) {
        String session = links.open(code).orElseThrow(SignInByLink::over);
        return SignInOut.signedIn(request, session, SignInOut.target(request));
    }

    private static Refused over() {
        return Refused.notFound(
                "this link was used already, or is older than ten minutes; sign in with a token, or start"
                        + " the simulation again for another link");
    }
}
