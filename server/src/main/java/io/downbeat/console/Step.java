package io.downbeat.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** One step before a page is asked. Each is a filter of its own, so it is named by what it does and not by its class. */
final class Step extends OncePerRequestFilter {

    interface Work {
        void run(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException;
    }

    private final Work work;

    Step(Work work) {
        this.work = work;
        // By it a filter knows whether it ran already, and the steps are of one class.
        setBeanName(work.toString());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        work.run(request, response, chain);
    }
}
