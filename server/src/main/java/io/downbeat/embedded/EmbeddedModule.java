package io.downbeat.embedded;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires embeddable pages. Needs the console's frame, {@link EmbedSettings}, and the features that the pages show. */
@Configuration(proxyBeanMethods = false)
@Import({ComposeEmbedded.class, ComposeUsage.class, DashboardsApi.class, EmbeddedLinks.class, EmbeddedPages.class})
public class EmbeddedModule {}
