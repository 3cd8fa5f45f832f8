package io.downbeat.documents;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the documents. Needs from {@code app}: a {@link Sender}. */
@Configuration(proxyBeanMethods = false)
@Import({InvoicePdfApi.class, InvoicePdfs.class, PdfRenderer.class})
public class DocumentsModule {}
