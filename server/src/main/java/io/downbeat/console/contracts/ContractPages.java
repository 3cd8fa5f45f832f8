package io.downbeat.console.contracts;

import io.downbeat.balances.Standing;
import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.console.commits.BalanceText;
import io.downbeat.console.terms.AgreedItems;
import io.downbeat.console.timeline.Plan;
import io.downbeat.console.timeline.Window;
import io.downbeat.console.words.Moments;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.metering.records.MeteredDays;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /console/contracts/{id}}. */
@Controller
final class ContractPages {
    static final String SECTION = "customers";

    private final Pages pages;
    private final Frames frames;
    private final ReadContract contracts;
    private final BusinessClock clock;
    private final Pricing pricing;
    private final MeteredDays metering;

    ContractPages(
            Pages pages,
            Frames frames,
            ReadContract contracts,
            BusinessClock clock,
            Pricing pricing,
            MeteredDays metering) {
        this.pages = pages;
        this.frames = frames;
        this.contracts = contracts;
        this.clock = clock;
        this.pricing = pricing;
        this.metering = metering;
    }

    @GetMapping("/console/contracts/{id}")
    ResponseEntity<byte[]> contract(@PathVariable("id") String id, Query query, HttpServletRequest request) {
        ContractId contract = new ContractId(PageIds.require(id, "contract"));
        Window.Range range = query.oneOf("range", Window.Range.class).orElse(Window.Range.RECENT);
        boolean changes = query.text("changes").filter("on"::equals).isPresent();
        return pages.show("console/contracts/contract.jte", () -> {
            ContractData data = contracts.read(contract, clock.instant());
            Window window = range.of(data.terms().contract().periods(), data.now());
            return new ComposeContractPage(data)
                    .page(
                            frames.of(
                                    request,
                                    ComposeContractPage.name(data.terms().contract()) + ", "
                                            + data.customer().name(),
                                    SECTION),
                            new ComposeContractPage.View(range, changes, metered(data, window)),
                            named(data),
                            switched(query));
        });
    }

    private List<Plan.Metered> metered(ContractData data, Window window) {
        Set<ConfigurationId> marketplaces = data.configurations().values().stream()
                .filter(one -> one.provider().isMarketplace())
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
        return metering.between(data.customer().id(), marketplaces, window.from(), window.until()).stream()
                .map(day -> new Plan.Metered(day.day(), day.metered(), day.accepted(), day.expired(), day.openUntil()))
                .toList();
    }

    private ContractData.Named named(ContractData data) {
        List<RateOverride> overrides = data.terms().get(RateOverride.KIND);
        Set<ProductId> products = BalanceText.products(
                data.balances().stream().map(Standing::balance).toList());
        products.addAll(OverrideText.products(overrides));
        products.addAll(AgreedItems.products(data.terms()));
        Optional<RateCardId> card = Optional.ofNullable(data.terms().contract().rateCard());
        boolean hasPrices = overrides.stream().anyMatch(one -> one.modifier() instanceof RateModifier.Overwrite)
                || !data.terms().get(ProfessionalService.KIND).isEmpty()
                || !data.terms().get(Thresholds.KIND).equals(Thresholds.NONE);
        return new ContractData.Named(
                card.flatMap(pricing::rateCardName).orElse(null),
                products.isEmpty() ? Map.of() : pricing.products(products),
                hasPrices
                        ? card.flatMap(pricing::rateCard)
                                .map(RateCard::currency)
                                .orElse(null)
                        : null);
    }

    private static @Nullable String switched(Query query) {
        if (query.text("edited").isPresent()) {
            return "The terms are changed.";
        }
        return query.instant("switched")
                .map(boundary -> "The schedule is changed from " + Moments.moment(boundary) + " on.")
                .orElse(null);
    }
}
