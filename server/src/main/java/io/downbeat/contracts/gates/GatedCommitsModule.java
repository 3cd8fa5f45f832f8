package io.downbeat.contracts.gates;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires commits that are paid first. Needs commits and thresholds. */
@Configuration(proxyBeanMethods = false)
@Import(GatedCommitsPart.class)
public class GatedCommitsModule {}
