package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StripeSandboxTest {
    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    @Test
    void a_new_invoice_is_a_draft_with_stripes_defaults() throws IOException {
        Answer created = fixture.stripe("POST", "/v1/invoices", "customer=cus_1");

        assertThat(created.at("/status")).isEqualTo("draft");
        assertThat(created.json().path("auto_advance").booleanValue()).isFalse();
        assertThat(created.at("/collection_method")).isEqualTo("charge_automatically");
        assertThat(created.json().path("created").longValue()).isEqualTo(SandboxFixture.START.getEpochSecond());
        assertThat(created.headers()).containsKey("request-id");
        assertThat(fixture.only().charged()).isFalse();
    }

    @Test
    void the_whole_recipe_ends_in_one_charged_invoice_with_its_lines() throws IOException {
        String id = fixture.draft("dlv_1", "customer=cus_1&metadata[invoice_id]=inv_1");
        fixture.stripe(
                "POST",
                "/v1/invoices/" + id + "/add_lines",
                "lines[0][amount]=1250&lines[0][description]=Compute&lines[0][period][start]=1&lines[0][period][end]=2"
                    + "&lines[0][metadata][line_id]=ln_1&lines[1][price_data][unit_amount_decimal]=0.5&lines[1][quantity]=3");
        fixture.stripe("POST", "/v1/invoices/" + id + "/finalize", "auto_advance=false");
        Answer read = fixture.stripe("GET", "/v1/invoices/" + id);
        assertThat(read.json().path("total").longValue()).isEqualTo(1252);
        assertThat(read.at("/status")).isEqualTo("open");
        assertThat(read.at("/hosted_invoice_url")).isNotEmpty();
        assertThat(fixture.only().charged()).isFalse();

        fixture.stripe("POST", "/v1/invoices/" + id, "auto_advance=true");
        LedgerEntry entry = fixture.only();
        assertThat(entry.charged()).isTrue();
        assertThat(entry.reference()).isEqualTo("dlv_1");
        assertThat(entry.metadata()).containsEntry("invoice_id", "inv_1");
        assertThat(entry.amount()).isEqualTo(1252);
        assertThat(entry.lines()).extracting(LedgerEntry.Line::amount).containsExactly(1250L, 2L);
        assertThat(entry.lines().getFirst().metadata()).containsEntry("line_id", "ln_1");
    }

    @Test
    void a_request_without_a_usable_bearer_is_unauthorized() throws IOException {
        Answer refused = fixture.stripe("GET", "/v1/invoices", "", "Authorization", "Bearer sk_invalid");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.at("/error/type")).isEqualTo("invalid_request_error");
    }

    @Test
    void an_account_does_not_see_the_invoices_of_another() throws IOException {
        String id = fixture.stripe("POST", "/v1/invoices", "customer=cus_1", "Stripe-Account", "acct_1")
                .at("/id");

        assertThat(fixture.stripe("GET", "/v1/invoices/" + id, "", "Stripe-Account", "acct_1")
                        .status())
                .isEqualTo(200);
        assertThat(fixture.stripe("GET", "/v1/invoices/" + id, "", "Stripe-Account", "acct_2")
                        .at("/error/code"))
                .isEqualTo("resource_missing");
    }

    @Test
    void a_missing_customer_is_refused_and_makes_nothing() throws IOException {
        Answer refused = fixture.stripe("POST", "/v1/invoices", "customer=cus_missing_1");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/code")).isEqualTo("resource_missing");
        assertThat(refused.at("/error/message")).isEqualTo("No such customer: 'cus_missing_1'");
        assertThat(refused.at("/error/doc_url")).isNotEmpty();
        assertThat(fixture.ledger()).isEmpty();
    }

    @Test
    void due_days_are_for_invoices_that_are_sent() throws IOException {
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1&days_until_due=30")
                        .at("/error/param"))
                .isEqualTo("days_until_due");

        String id = fixture.draft("d", "customer=cus_1&collection_method=send_invoice&days_until_due=30");
        fixture.stripe("POST", "/v1/invoices/" + id + "/add_lines", SandboxFixture.lines(1, 500));
        Answer open = fixture.stripe("POST", "/v1/invoices/" + id + "/finalize", "");
        assertThat(open.json().path("due_date").longValue())
                .isEqualTo(SandboxFixture.START.plus(Duration.ofDays(30)).getEpochSecond());
    }

    @Test
    void a_parameter_that_stripe_does_not_know_is_refused() throws IOException {
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1&colour=red")
                        .at("/error/code"))
                .isEqualTo("parameter_unknown");
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1&auto_advance=yes")
                        .at("/error/param"))
                .isEqualTo("auto_advance");
        assertThat(fixture.stripe("GET", "/v1/charges").status()).isEqualTo(404);
    }

    @Test
    void metadata_keeps_to_its_limits() throws IOException {
        String fifty =
                IntStream.range(0, 50).mapToObj(i -> "metadata[k" + i + "]=v").collect(Collectors.joining("&"));
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1&" + fifty)
                        .status())
                .isEqualTo(200);
        assertThat(fixture.stripe("POST", "/v1/invoices", "customer=cus_1&metadata[more]=v&" + fifty)
                        .status())
                .isEqualTo(400);
        assertThat(metadata("k".repeat(40), "v".repeat(500))).isEqualTo(200);
        assertThat(metadata("k".repeat(41), "v")).isEqualTo(400);
        assertThat(metadata("k", "v".repeat(501))).isEqualTo(400);
    }

    private int metadata(String key, String value) throws IOException {
        return fixture.stripe("POST", "/v1/invoices", "customer=cus_1&metadata[" + key + "]=" + value)
                .status();
    }

    @Test
    void metadata_merges_and_an_empty_value_removes() throws IOException {
        String id = fixture.draft("dlv_1");
        fixture.stripe("POST", "/v1/invoices/" + id, "metadata[a]=1&metadata[b]=2");
        fixture.stripe("POST", "/v1/invoices/" + id, "metadata[a]=");

        assertThat(fixture.only().metadata()).containsOnlyKeys("delivery_id", "b");
    }

    @Test
    void an_invoice_holds_250_lines_and_not_one_more() throws IOException {
        String id = fixture.draft("dlv_1");
        String add = "/v1/invoices/" + id + "/add_lines";
        assertThat(fixture.stripe("POST", add, SandboxFixture.lines(249, 1)).status())
                .isEqualTo(200);
        assertThat(fixture.stripe("POST", add, SandboxFixture.lines(2, 1)).status())
                .isEqualTo(400);
        assertThat(fixture.stripe("POST", add, SandboxFixture.lines(1, 1)).status())
                .isEqualTo(200);
        assertThat(fixture.only().lines()).hasSize(250);

        Answer first = fixture.stripe("GET", "/v1/invoices/" + id + "/lines?limit=100");
        String last = first.at("/data/99/id");
        Answer third = fixture.stripe("GET", "/v1/invoices/" + id + "/lines?limit=100&starting_after=" + last);
        assertThat(first.json().path("has_more").booleanValue()).isTrue();
        assertThat(third.at("/data/0/description")).isEqualTo("Line 100");
    }

    @Test
    void a_total_of_a_million_dollars_cannot_be_finalized() throws IOException {
        String most = fixture.draftOf(99_999_999);
        String more = fixture.draftOf(100_000_000);

        assertThat(fixture.stripe("POST", "/v1/invoices/" + most + "/finalize").status())
                .isEqualTo(200);
        Answer refused = fixture.stripe("POST", "/v1/invoices/" + more + "/finalize");
        assertThat(refused.at("/error/code")).isEqualTo("amount_too_large");
        assertThat(fixture.stripe("GET", "/v1/invoices/" + more).at("/status")).isEqualTo("draft");
    }

    @Test
    void a_final_invoice_takes_no_lines_and_is_not_finalized_again() throws IOException {
        String id = "/v1/invoices/" + fixture.openOf(1_000);

        for (String change : List.of("/add_lines", "/update_lines", "/remove_lines", "/finalize")) {
            Answer refused =
                    fixture.stripe("POST", id + change, change.equals("/add_lines") ? SandboxFixture.lines(1, 1) : "");
            assertThat(refused.status()).as(change).isEqualTo(400);
            assertThat(refused.at("/error/code")).as(change).isEqualTo("invoice_not_editable");
        }
        assertThat(fixture.stripe("POST", id, "due_date=1").at("/error/code")).isNotEmpty();
        assertThat(fixture.only().amount()).isEqualTo(1_000);
    }

    @Test
    void lines_of_a_draft_change_and_go() throws IOException {
        String id = "/v1/invoices/" + fixture.draftOf(1_000);
        String line = fixture.stripe("GET", id).at("/lines/data/0/id");
        fixture.stripe("POST", id + "/update_lines", "lines[0][id]=" + line + "&lines[0][amount]=700");
        assertThat(fixture.only().amount()).isEqualTo(700);
        fixture.stripe("POST", id + "/remove_lines", "lines[0][id]=" + line + "&lines[0][behavior]=delete");
        assertThat(fixture.only().lines()).isEmpty();
    }

    @Test
    void a_total_below_the_minimum_is_paid_at_once() throws IOException {
        assertThat(fixture.stripe("GET", "/v1/invoices/" + fixture.openOf(0)).at("/status"))
                .isEqualTo("paid");
        assertThat(fixture.stripe("GET", "/v1/invoices/" + fixture.openOf(49)).at("/status"))
                .isEqualTo("paid");
        assertThat(fixture.stripe("GET", "/v1/invoices/" + fixture.openOf(50)).at("/status"))
                .isEqualTo("open");
    }

    @Test
    void sending_is_for_invoices_that_are_sent_and_releases_them() throws IOException {
        String charged = fixture.openOf(1_000);
        assertThat(fixture.stripe("POST", "/v1/invoices/" + charged + "/send").status())
                .isEqualTo(400);
        assertThat(fixture.only().charged()).isFalse();
        fixture.sandbox.reset();

        String sent = fixture.draft("d", "customer=cus_1&collection_method=send_invoice&days_until_due=5");
        fixture.stripe("POST", "/v1/invoices/" + sent + "/add_lines", SandboxFixture.lines(1, 500));
        fixture.stripe("POST", "/v1/invoices/" + sent + "/finalize", "auto_advance=false");
        assertThat(fixture.only().charged()).isFalse();
        assertThat(fixture.stripe("POST", "/v1/invoices/" + sent + "/send").at("/status"))
                .isEqualTo("open");
        assertThat(fixture.only().charged()).isTrue();
    }

    @Test
    void finalizing_with_advance_charges_at_once() throws IOException {
        String id = fixture.draftOf(1_000);
        fixture.stripe("POST", "/v1/invoices/" + id + "/finalize", "auto_advance=true");

        assertThat(fixture.only().charged()).isTrue();
    }

    @Test
    void a_declined_card_leaves_the_invoice_open() throws IOException {
        String id = fixture.draft("d", "customer=cus_declined_1");
        fixture.stripe("POST", "/v1/invoices/" + id + "/add_lines", SandboxFixture.lines(1, 500));
        fixture.stripe("POST", "/v1/invoices/" + id + "/finalize");
        Answer declined = fixture.stripe("POST", "/v1/invoices/" + id + "/pay");

        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.at("/error/code")).isEqualTo("card_declined");
        assertThat(fixture.ledger())
                .extracting(LedgerEntry::kind, LedgerEntry::status, LedgerEntry::amount, LedgerEntry::attempts)
                .containsExactly(tuple("invoice", "open", 500L, 1), tuple("payment", "requires_payment_method", 0L, 1));
    }

    @Test
    void the_state_graph_is_kept() throws IOException {
        String paid = "/v1/invoices/" + fixture.openOf(1_000);
        assertThat(fixture.stripe("POST", paid + "/pay").at("/status")).isEqualTo("paid");
        assertThat(fixture.stripe("POST", paid + "/pay").status()).isEqualTo(400);
        assertThat(fixture.stripe("POST", paid + "/void").status()).isEqualTo(400);
        assertThat(fixture.stripe("DELETE", paid).status()).isEqualTo(400);
        assertThat(fixture.stripe("POST", paid, "auto_advance=true").at("/error/code"))
                .isEqualTo("invoice_not_editable");

        String lost = "/v1/invoices/" + fixture.openOf(1_000);
        assertThat(fixture.stripe("POST", lost + "/mark_uncollectible").at("/status"))
                .isEqualTo("uncollectible");
        assertThat(fixture.stripe("POST", lost + "/void").at("/status")).isEqualTo("void");

        String draft = "/v1/invoices/" + fixture.draftOf(1_000);
        assertThat(fixture.stripe("POST", draft + "/void").status()).isEqualTo(400);
        assertThat(fixture.stripe("POST", draft + "/pay").status()).isEqualTo(400);
        assertThat(fixture.stripe("DELETE", draft).json().path("deleted").booleanValue())
                .isTrue();
        assertThat(fixture.stripe("GET", draft).status()).isEqualTo(404);
        assertThat(fixture.ledger())
                .filteredOn(each -> each.kind().equals("invoice"))
                .extracting(LedgerEntry::status)
                .containsExactly("paid", "void", "deleted");
    }

    @Test
    void finalizing_makes_the_one_payment_that_pays_the_invoice() throws IOException {
        String draft = "/v1/invoices/" + fixture.draftOf(1_000) + "?expand%5B%5D=payments";
        assertThat(fixture.stripe("GET", draft).json().at("/payments/data").size())
                .isZero();

        String id = fixture.openOf(1_000);
        String invoice = "/v1/invoices/" + id;
        assertThat(fixture.stripe("GET", invoice).json().has("payments")).isFalse();
        Answer brief = fixture.stripe("GET", invoice + "?expand%5B%5D=payments");
        String payment = brief.at("/payments/data/0/payment/payment_intent");
        assertThat(payment).startsWith("pi_");
        Answer whole = fixture.stripe("GET", invoice + "?expand%5B%5D=payments.data.payment.payment_intent");
        assertThat(whole.at("/payments/data/0/payment/payment_intent/id")).isEqualTo(payment);
        assertThat(fixture.ledger()).extracting(LedgerEntry::kind).containsOnly("invoice");

        assertThat(fixture.stripe("POST", "/v1/payment_intents/" + payment + "/confirm")
                        .at("/status"))
                .isEqualTo("succeeded");
        assertThat(fixture.stripe("GET", invoice).at("/status")).isEqualTo("paid");
        assertThat(fixture.stripe("POST", "/v1/payment_intents/" + payment + "/confirm")
                        .status())
                .isEqualTo(400);
        assertThat(fixture.ledger())
                .filteredOn(each -> each.kind().equals("payment"))
                .extracting(LedgerEntry::id, LedgerEntry::amount, LedgerEntry::attempts)
                .containsExactly(tuple(payment, 1_000L, 1));
        assertThat(fixture.stripe("GET", "/v1/payment_intents?customer=cus_1")
                        .json()
                        .path("data")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void an_invoice_that_is_voided_takes_its_payment_along() throws IOException {
        String id = fixture.openOf(1_000);
        fixture.stripe("POST", "/v1/invoices/" + id + "/void");
        String payment = id.replace("in_", "pi_");
        assertThat(fixture.stripe("GET", "/v1/payment_intents/" + payment).at("/status"))
                .isEqualTo("canceled");
        assertThat(fixture.stripe("POST", "/v1/payment_intents/" + payment + "/confirm")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_customers_id_says_what_is_wrong_with_it() throws IOException {
        assertThat(fixture.stripe("GET", "/v1/account").at("/object")).isEqualTo("account");
        assertThat(fixture.stripe("GET", "/v1/customers/cus_1").at("/invoice_settings/default_payment_method"))
                .isEqualTo("pm_cus_1");
        assertThat(fixture.stripe("GET", "/v1/customers/cus_unpayable")
                        .json()
                        .at("/invoice_settings/default_payment_method")
                        .isNull())
                .isTrue();
        assertThat(fixture.stripe("GET", "/v1/customers/cus_eur").at("/currency"))
                .isEqualTo("eur");
        assertThat(fixture.stripe("GET", "/v1/customers/cus_deleted")
                        .json()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        assertThat(fixture.stripe("GET", "/v1/customers/cus_missing").status()).isEqualTo(404);
    }

    @Test
    void a_customers_invoices_are_listed_newest_first_and_paged() throws IOException {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(fixture.draft("dlv_" + i));
        }
        fixture.draft("dlv_other", "customer=cus_2");

        List<String> seen = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            Answer page = fixture.stripe("GET", "/v1/invoices?customer=cus_1&limit=2" + after);
            for (JsonNode each : page.json().path("data")) {
                seen.add(each.path("id").stringValue());
            }
            after = "&starting_after=" + seen.getLast();
            more = page.json().path("has_more").booleanValue();
        }
        assertThat(seen).isEqualTo(made);
        assertThat(fixture.stripe("GET", "/v1/invoices?limit=101").status()).isEqualTo(400);
    }

    @Test
    void a_list_since_an_instant_includes_it() throws IOException {
        fixture.draft("dlv_1");
        long created = fixture.now().getEpochSecond();
        String list = "/v1/invoices?customer=cus_1&created[gte]=";

        assertThat(fixture.stripe("GET", list + created).json().path("data")).hasSize(1);
        assertThat(fixture.stripe("GET", list + (created + 1)).json().path("data"))
                .isEmpty();
    }

    @Test
    void search_finds_by_metadata_as_it_is_now() throws IOException {
        String id = fixture.draft("dlv_1");
        fixture.draft("dlv_2");
        String search = "/v1/invoices/search?query=";

        Answer found = fixture.stripe("GET", search + SandboxFixture.encoded("metadata['delivery_id']:'dlv_1'"));
        assertThat(found.json().path("data")).hasSize(1);
        assertThat(found.at("/data/0/id")).isEqualTo(id);
        fixture.stripe("POST", "/v1/invoices/" + id, "metadata[delivery_id]=dlv_9");
        assertThat(fixture.stripe("GET", search + SandboxFixture.encoded("metadata['delivery_id']:'dlv_1'"))
                        .json()
                        .path("data"))
                .isEmpty();
        assertThat(fixture.stripe("GET", search + SandboxFixture.encoded("total>5"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_stale_list_hides_what_the_last_calls_created() throws IOException {
        String old = fixture.draft("dlv_old");
        fixture.draft("dlv_new");
        fixture.fault(Fault.of("stripe", "*", "stale_list").calls(1).always());

        Answer stale = fixture.stripe("GET", "/v1/invoices?customer=cus_1");
        assertThat(stale.json().path("data")).hasSize(1);
        assertThat(stale.at("/data/0/id")).isEqualTo(old);
        assertThat(fixture.stripe("GET", "/v1/invoices?customer=cus_1").json().path("data"))
                .hasSize(2);
    }

    @Test
    void a_wrong_total_is_off_by_one() throws IOException {
        String id = fixture.draftOf(1_000);
        fixture.fault(Fault.of("stripe", "finalize", "wrong_total"));
        fixture.stripe("POST", "/v1/invoices/" + id + "/finalize");

        assertThat(fixture.stripe("GET", "/v1/invoices/" + id)
                        .json()
                        .path("total")
                        .longValue())
                .isEqualTo(1_001);
    }

    @Test
    void a_total_that_is_paid_at_once_is_not_a_wrong_one() throws IOException {
        String id = fixture.draftOf(49);
        fixture.fault(Fault.of("stripe", "finalize", "wrong_total"));
        fixture.stripe("POST", "/v1/invoices/" + id + "/finalize");

        assertThat(fixture.stripe("GET", "/v1/invoices/" + id)
                        .json()
                        .path("total")
                        .longValue())
                .isEqualTo(49);
    }
}
