package io.downbeat.platform.apidocument;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the address of the document. */
@Configuration(proxyBeanMethods = false)
@Import(ApiDocumentApi.class)
public class ApiDocumentModule {}
