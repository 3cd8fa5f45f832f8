package io.downbeat.platform.callers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a handler that changes something: only the role {@code admin} reaches it, and each call that changed something or was
 * refused has an entry in the audit log. The handler's use case publishes the {@code Change} with the same action and
 * resource, or with a more exact action; these here are what a refused call is written down under.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Changes {
    /** A verb and a noun, such as {@code create_customer}. */
    String action();

    /** What kind of thing is changed, such as {@code customer}. */
    String resource();
}
