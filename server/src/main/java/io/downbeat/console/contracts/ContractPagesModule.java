package io.downbeat.console.contracts;

import io.downbeat.contracts.schedule.PreviewProviderChange;
import io.downbeat.invoicing.InvoicePreviews;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.preflight.CheckDestination;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of a contract. Needs the console's frame, contracts, invoicing and the delivery engine. */
@Configuration(proxyBeanMethods = false)
@Import({
    ContractListPages.class,
    ContractPages.class,
    ReadContract.class,
    SwitchPages.class,
    SwitchProvider.class,
    TermsPages.class
})
public class ContractPagesModule {

    @Bean
    ReadContract.Billed billedForContractPages(Invoicing invoicing, Invoicing.Evidence evidence) {
        return new ReadContract.Billed(invoicing, evidence);
    }

    @Bean
    SwitchProvider.Asked askedForPreviews(
            InvoicePreviews previews, PreviewProviderChange changes, CheckDestination checks) {
        return new SwitchProvider.Asked(previews, changes, checks);
    }
}
