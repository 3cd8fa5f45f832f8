package io.downbeat.invoicing.accounts;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what customers' accounts come to. */
@Configuration(proxyBeanMethods = false)
@Import(OpenAccounts.class)
public class OpenAccountsModule {}
