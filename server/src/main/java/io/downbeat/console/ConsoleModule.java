package io.downbeat.console;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the frame. Needs the platform, {@code access} and the delivery engine; each room of pages wires itself. */
@Configuration(proxyBeanMethods = false)
@Import({
    Assets.class,
    ConsoleErrors.class,
    ConsoleSecurity.class,
    ErrorPages.class,
    Frames.class,
    Pages.class,
    RefusedForms.class,
    SignInByLink.class,
    SignInOut.class,
    Start.class,
    Visits.class
})
public class ConsoleModule {}
