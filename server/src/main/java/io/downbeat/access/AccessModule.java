package io.downbeat.access;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires tokens, sessions and the audit log. Needs the platform and {@link AccessSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    ApiTokens.class,
    AuditLog.class,
    AuditLogApi.class,
    AuditStore.class,
    Sessions.class,
    SessionStore.class,
    SignIn.class,
    SignInLinks.class,
    SignInLinksApi.class,
    TokenStore.class,
    TokenUses.class,
    TokensApi.class,
    WriteAuditLog.class
})
public class AccessModule {}
