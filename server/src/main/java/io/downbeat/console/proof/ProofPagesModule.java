package io.downbeat.console.proof;

import io.downbeat.console.Section;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the page of the proof. Needs the console's frame, verification and reconciliation. */
@Configuration(proxyBeanMethods = false)
@Import(ProofPages.class)
public class ProofPagesModule {

    @Bean
    Section proofSection() {
        return new Section(ProofPages.SECTION, "Proof", ProofPages.PATH, 40);
    }
}
