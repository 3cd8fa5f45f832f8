package io.downbeat.invoicing.preview;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the preview of events. */
@Configuration(proxyBeanMethods = false)
@Import(PreviewEvents.class)
public class EventPreviewModule {}
