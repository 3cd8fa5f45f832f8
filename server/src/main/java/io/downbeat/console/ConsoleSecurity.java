package io.downbeat.console;

import static io.downbeat.platform.http.HttpModule.ordered;

import io.downbeat.access.SignInLink;
import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Who may see and do what in the console, and the headers of its pages. Spring Security stands before the console's paths
 * only: it would also judge the paths of the API, where unusual ones are answered in the API's own words.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ConsoleSecurity {
    static final String START = "/console/";
    static final String SIGN_IN = "/console/sign-in";
    static final String SIGN_OUT = "/console/sign-out";

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
            + " base-uri 'none'";

    /** After the clock is refreshed, before anything of a request is kept for its repetition. */
    private static final int PLACE = 25;

    private static final int BEFORE_TOKENS = 7;

    @Bean
    SecurityFilterChain consoleChain(HttpSecurity http, Visits visits, ErrorPages errors) {
        return http.securityMatcher("/console", "/console/**")
                .securityContext(context -> context.securityContextRepository(new SessionContexts(visits)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .csrf(forms -> forms.csrfTokenRepository(new FormTokens(visits)))
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                SIGN_IN, SignInLink.PAGES + "*", SIGN_OUT, Assets.PATH + "*")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/**")
                        .authenticated()
                        .requestMatchers(HttpMethod.HEAD, "/**")
                        .authenticated()
                        .anyRequest()
                        .hasRole(Visits.ADMIN))
                .exceptionHandling(stopped -> stopped.authenticationEntryPoint((request, response, _) -> {
                            String signIn =
                                    EndedSession.signIn(request).orElseGet(() -> SIGN_IN + "?to=" + here(request));
                            if (Visits.isRefresh(request)) {
                                // A part of a page that the whole of it was put into would be a page in a page.
                                response.setStatus(401);
                                response.setHeader("HX-Redirect", signIn);
                            } else {
                                response.setStatus(302);
                                response.setHeader("Location", signIn);
                            }
                        })
                        .accessDeniedHandler((request, response, denied) -> {
                            // Without its session a form's token is no longer known; that is not forgery.
                            Optional<String> signIn =
                                    visits.find(request).isPresent() ? Optional.empty() : EndedSession.signIn(request);
                            if (signIn.isPresent()) {
                                response.setStatus(303);
                                response.setHeader("Location", signIn.get());
                            } else {
                                ErrorPages.write(errors.refused(request, 403, Denials.sentence(denied)), response);
                            }
                        }))
                .addFilterBefore(databaseAway(errors), SecurityContextHolderFilter.class)
                .addFilterBefore(forms(errors), CsrfFilter.class)
                .addFilterAfter(origins(), AuthorizationFilter.class)
                .build();
    }

    /** Before tokens are asked for: whoever opens the server's bare address is looking for its pages. */
    @Bean
    FilterRegistrationBean<Step> wayToTheConsole() {
        FilterRegistrationBean<Step> registration = ordered(
                new Step((request, response, chain) -> {
                    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
                        response.setStatus(302);
                        response.setHeader("Location", START);
                    } else {
                        chain.doFilter(request, response);
                    }
                }),
                BEFORE_TOKENS);
        registration.addUrlPatterns("/");
        return registration;
    }

    @Bean
    FilterRegistrationBean<Filter> consoleSecurity(@Qualifier("springSecurityFilterChain") Filter chain) {
        FilterRegistrationBean<Filter> registration = ordered(chain, PLACE);
        registration.addUrlPatterns("/console/*");
        return registration;
    }

    private static String here(HttpServletRequest request) {
        String query = Visits.isRefresh(request) ? Visits.withoutRefresh(request) : request.getQueryString();
        String path = request.getRequestURI() + (query == null || query.isEmpty() ? "" : "?" + query);
        return URLEncoder.encode(request.getMethod().equals("GET") ? path : "/console/", StandardCharsets.UTF_8);
    }

    /** Before everything that asks who somebody is. */
    private static Filter databaseAway(ErrorPages errors) {
        return new Step((request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } catch (DataAccessException gone) {
                ErrorPages.write(errors.noDatabase(request), response);
            }
        });
    }

    private static Filter forms(ErrorPages errors) {
        return new Step((request, response, chain) -> {
            HttpServletRequest form;
            try {
                form = request.getMethod().equals("POST") ? FormRequest.read(request) : FormRequest.address(request);
            } catch (Refused refused) {
                ErrorPages.write(errors.refused(request, refused.status(), refused.getMessage()), response);
                return;
            }
            chain.doFilter(form, response);
        });
    }

    /** What is done by a page is done by whoever signed in. */
    private static Filter origins() {
        return new Step((request, response, chain) -> {
            Object visitor = SecurityContextHolder.getContext().getAuthentication() == null
                    ? null
                    : SecurityContextHolder.getContext().getAuthentication().getPrincipal();
            if (visitor instanceof Caller caller) {
                try (var _ = Origin.of(caller, request).enter()) {
                    chain.doFilter(request, response);
                }
            } else {
                chain.doFilter(request, response);
            }
        });
    }
}
