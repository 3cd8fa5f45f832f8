package io.downbeat.platform;

import io.downbeat.platform.apidocument.ApiDocumentModule;
import io.downbeat.platform.db.DatabaseModule;
import io.downbeat.platform.http.HttpModule;
import io.downbeat.platform.idempotency.IdempotencyModule;
import io.downbeat.platform.tracing.TracingModule;
import io.downbeat.platform.work.WorkModule;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires the platform. Needs from {@code app}: a {@code DataSource}, a {@code BusinessClock}, a {@code ServerAccess}, a
 * {@code WorkFailures}, {@code RequestLimits}, a {@code Tracing}; from whoever knows the tokens: {@code Callers}.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    ApiDocumentModule.class,
    DatabaseModule.class,
    HttpModule.class,
    WorkModule.class,
    IdempotencyModule.class,
    TracingModule.class
})
public class PlatformModule {}
