package io.downbeat.console.terms;

import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.core.Amount;
import io.downbeat.pricing.products.ProductId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Professional services, each with the most that it may come to. */
final class ServiceItems implements AgreedTerms {
    @Override
    public Set<ProductId> products(ContractTerms terms) {
        return terms.get(ProfessionalService.KIND).stream()
                .map(ProfessionalService::product)
                .collect(Collectors.toSet());
    }

    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(ProfessionalService.KIND).stream()
                .map(service -> new AgreedItem(
                        names.product(service.product()),
                        "a professional service, billed on request up to "
                                + Money.text(new Amount(service.maxAmount(), names.currency())) + " in all",
                        Optional.ofNullable(service.description()).orElse("")))
                .toList();
    }
}
