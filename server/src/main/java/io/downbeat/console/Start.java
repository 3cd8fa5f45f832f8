package io.downbeat.console;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Where the console begins, and every address of it that no page has. */
@Controller
final class Start {
    private final ErrorPages errors;

    Start(ErrorPages errors) {
        this.errors = errors;
    }

    @GetMapping({"/console", "/console/"})
    ResponseEntity<byte[]> start() {
        return Pages.goTo("/console/deliveries");
    }

    @RequestMapping("/console/**")
    ResponseEntity<byte[]> nothing(HttpServletRequest request) {
        return errors.refused(request, 404, "there is no such page");
    }
}
