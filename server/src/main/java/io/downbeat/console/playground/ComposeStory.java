package io.downbeat.console.playground;

import io.downbeat.console.Frame;
import io.downbeat.console.playground.StoryPage.Link;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.Customer;
import io.downbeat.providers.BillingProvider;
import java.util.ArrayList;
import java.util.List;

/** Tells how far the story is, and where to see it. Pure. */
final class ComposeStory {
    private final StoryProgress progress;

    ComposeStory(StoryProgress progress) {
        this.progress = progress;
    }

    StoryPage page(Frame frame, int another, String error) {
        int played = progress.played();
        int all = StoryStep.all().size();
        return new StoryPage(
                frame,
                progress.number(),
                another,
                played == 0
                        ? "A customer moves from Stripe to AWS Marketplace, in seven steps. Nothing of it is real."
                        : StoryAccount.name(progress.number()) + ": " + played + " of " + all + " steps played.",
                played > 0,
                played == all,
                StoryStep.all().stream().map(this::step).toList(),
                error);
    }

    private StoryPage.Step step(StoryStep step) {
        boolean isDone = step.number() <= progress.played();
        boolean isNext = step.number() == progress.played() + 1;
        return new StoryPage.Step(
                step.number(),
                step.title(),
                step.says(progress.dates()),
                isDone ? "done" : isNext ? "here" : "",
                isNext ? step.button() : "",
                isDone ? links(step) : isNext && step == StoryStep.SWITCH ? preview() : List.of());
    }

    /** Where to see what the step did. */
    private List<Link> links(StoryStep step) {
        return switch (step) {
            case CUSTOMER -> customer();
            case CONTRACT -> contract("The contract and who bills it", "");
            case USAGE -> contract("Its days and products", "/draft");
            case MONTH_END -> invoice(0);
            case SWITCH -> contract("The schedule as a timeline", "");
            case METERED_USAGE -> invoice(1);
            case METERED_MONTH_END -> {
                List<Link> links = new ArrayList<>(invoice(2));
                links.add(new Link("Ours and theirs", PlaygroundPages.PATH + "#pairs-heading"));
                links.add(new Link("Prove it", "/console/proof"));
                yield links;
            }
        };
    }

    private List<Link> customer() {
        Customer customer = progress.customer();
        return customer == null ? List.of() : List.of(new Link(customer.name(), "/console/customers/" + customer.id()));
    }

    private List<Link> contract(String label, String page) {
        ContractTerms terms = progress.contract();
        return terms == null
                ? List.of()
                : List.of(
                        new Link(label, "/console/contracts/" + terms.contract().id() + page));
    }

    private List<Link> invoice(int month) {
        return progress.invoice(month).stream()
                .map(one -> new Link(
                        "Invoice of " + Moments.period(progress.dates().month(month)) + ", " + Money.text(one.total()),
                        "/console/invoices/" + one.id()))
                .toList();
    }

    /** What the switch would do: asked before it is made, as everywhere. */
    private List<Link> preview() {
        return progress.configuration(BillingProvider.AWS_MARKETPLACE)
                .map(aws -> contract(
                        "See what it would change",
                        "/switch/preview?billing_provider_configuration_id=" + aws
                                + "&effective_at=START_OF_NEXT_PERIOD"))
                .orElse(List.of());
    }
}
