package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.testing.CapturedLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on the page, as a reader of the PDF finds it. {@link Pictures} shows it to a person. */
class InvoiceDocumentTest {
    @Test
    void a_document_says_whom_it_bills_for_what_and_until_when() {
        String text = PdfText.text(Pictures.normal(new Sample()).pdf());
        assertThat(text)
                .contains("Northwind Compute GmbH", "Torstraße 140", "billing@northwind.example", "DE 123 456 789")
                .contains("Globex Corporation", "No. 3F2A9C1B", "3f2a9c1b-7d44-4c7e-9a55-0d6f0c1b2a39")
                .contains("Issued 2 Feb 2025", "Due 4 Mar 2025 (net 30 days)", "Contract Enterprise 2025")
                .contains("Service period 1 Jan 2025 to 31 Jan 2025", "Billed through Stripe")
                .contains("Input tokens 1 Jan 2025 to 31 Jan 2025 18,250,000 $0.0000025 $45.63")
                .contains("region: eu-central-1", "size: large")
                .contains("Tier 1: up to 1,000", "Tier 2: above 1,000 up to 10,000", "Tier 3: above 10,000")
                .contains("Platform fee 15 Jan 2025 1 $1,250.00 $1,250.00", "20 Jan 2025 14:30 UTC 1 -$25.00 -$25.00")
                .containsPattern("Total in USD +\\$1,451\\.10")
                .contains("Page 1 of 1")
                .doesNotContain("DRAFT", "VOID", "Draft", "Void");
    }

    @Test
    void without_a_sender_there_is_no_block_and_no_placeholder() {
        assertThat(PdfText.text(new Sample().from(Sample.NOBODY).pdf()))
                .startsWith(
                        "Invoice 3f2a9c1b-7d44-4c7e-9a55-0d6f0c1b2a39 Page 1 of 1\nInvoice\nNo. 3F2A9C1B\nBilled to\n");
    }

    @Test
    void what_a_commit_or_credit_pays_is_taken_off_between_subtotal_and_total() {
        assertThat(PdfText.text(Pictures.commits().pdf()))
                .contains("Welcome credit applied", "-$400.00", "Yearly commit applied", "-$250.00")
                .contains("Minimum spend applied", "Not taken off the total: it counts")
                .containsPattern("Subtotal +\\$800\\.00\nTotal in USD +\\$150\\.00");
        assertThat(PdfText.text(Pictures.normal(new Sample()).pdf())).doesNotContain("Subtotal");
    }

    @Test
    void other_currencies_stand_over_their_columns() {
        assertThat(PdfText.text(Pictures.euro().pdf()))
                .contains("Unit price (EUR)", "Amount (EUR)", "0.02 0.00")
                .containsPattern("Total in EUR +1,234,567\\.12")
                .doesNotContain("$");
    }

    @Test
    void an_invoice_of_nothing_has_one_page() {
        List<String> pages = PdfText.pages(new Sample().pdf());
        assertThat(pages).hasSize(1);
        assertThat(pages.getFirst()).contains("No charges.").containsPattern("Total in USD +\\$0\\.00");
    }

    @Test
    void a_long_one_has_its_head_and_number_on_every_page_and_the_total_on_the_last() {
        List<String> pages = PdfText.pages(Pictures.lines(new Sample(), 200).pdf());
        assertThat(pages).hasSizeGreaterThan(5);
        for (int page = 0; page < pages.size(); page++) {
            assertThat(pages.get(page))
                    .contains("Description Period or date Quantity Unit price Amount")
                    .contains("Page " + (page + 1) + " of " + pages.size());
            assertThat(pages.get(page).contains("Total in USD")).isEqualTo(page == pages.size() - 1);
        }
        assertThat(pages.getLast()).contains("instance: i-100200").containsPattern("Total in USD +\\$600\\.00");
        assertThat(String.join("", pages).split("instance: ")).hasSize(201);
    }

    @Test
    void the_total_never_stands_alone_on_a_page() {
        for (int lines = 10; lines < 20; lines++) {
            assertThat(PdfText.pages(Pictures.lines(new Sample(), lines).pdf()).getLast())
                    .contains("instance: i-" + (100_000 + lines), "Total in USD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAFT", "VOID"})
    void what_nobody_should_pay_is_marked_across_every_page(String word) {
        List<String> pages = PdfText.pages(
                Pictures.lines(new Sample(), 40).as(InvoiceStatus.valueOf(word)).pdf());
        assertThat(pages).hasSizeGreaterThan(1).allMatch(page -> PdfText.isMarked(page, word));
        assertThat(pages.getLast()).contains(word.equals("VOID") ? "Nothing is owed" : "can still change");
    }

    @Test
    void names_are_text_and_never_markup() {
        String name =
                "<b>Tom</b> & \"Jerry\" <script src='http://127.0.0.1:9/x'/> <img src=\"file:///etc/passwd\"/> ${x}"
                        + " ]]>";
        String text = PdfText.text(
                        new Sample().called(name).usage(name, "1", "1", "1").pdf())
                .replaceAll("\\s+", "");
        assertThat(text.split(java.util.regex.Pattern.quote(name.replaceAll("\\s+", "")), -1))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Globex Corporation",
                "Żółw & Großmann",
                "ООО «Облачные вычисления»",
                "Ελληνική Εταιρεία",
                "Công ty Điện lực Việt Nam",
                "北京云计算有限公司",
                "株式会社データビート",
                "주식회사 다운비트",
                "شركة النور للتجارة",
                "شرکت گیتی پژوهش",
                "پاکستان کمپنی",
                "חברת החשמל לישראל",
                "บริษัท น้ำทิพย์ ผู้ผลิต",
                "ქართული კომპანია",
                "Հայկական ընկերություն",
                "የኢትዮጵያ ድርጅት",
                "தமிழ் நிறுவனம்"
            })
    void names_of_every_script_are_found_again(String name) {
        assertThat(PdfText.text(
                        new Sample().called(name).usage(name, "1", "100", "100").pdf()))
                .contains("Billed to\n" + name + "\n", name + " 1 Jan 2025")
                .doesNotContain("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "भारतीय प्रौद्योगिकी संस्थान",
                "বাংলাদেশ ক্লাউড",
                "ગુજરાત ક્લાઉડ",
                "తెలుగు సంస్థ",
                "ਪੰਜਾਬ ਕੰਪਨੀ",
                "ಕರ್ನಾಟಕ ಸಂಸ್ಥೆ",
                "കേരള കമ്പനി",
                "ශ්‍රී ලංකා",
                "ក្រុមហ៊ុន",
                "ບໍລິສັດ",
                "ကုမ္ပဏီ"
            })
    void names_whose_letters_join_are_printed_without_a_box(String name) {
        var texts = new Typesetting();
        assertThat(texts.text(name)).doesNotContain("\uFFFD");
        assertThat(PdfText.text(new Sample().called(name).pdf()))
                .contains("Billed to")
                .doesNotContain("\uFFFD");
    }

    @Test
    void arabic_letters_are_joined_and_in_order() throws IOException {
        try (PDDocument document = Loader.loadPDF(new Sample().called("نور").pdf())) {
            String glyphs = GlyphOrder.of(document);
            assertThat(glyphs).contains("\uFEAD\uFEEE\uFEE7");
        }
    }

    @Test
    void the_same_invoice_is_the_same_bytes() {
        for (InvoiceStatus status : InvoiceStatus.values()) {
            assertThat(Pictures.scripts().as(status).pdf())
                    .isEqualTo(Pictures.scripts().as(status).pdf());
        }
    }

    @Test
    void another_line_is_another_file_id() throws IOException {
        assertThat(id(new Sample().usage("Use", "1", "1", "1").pdf()))
                .isEqualTo(id(new Sample().usage("Use", "1", "1", "1").pdf()))
                .isNotEqualTo(id(new Sample().usage("Use", "2", "1", "2").pdf()));
    }

    @Test
    void a_screen_reader_finds_title_language_and_structure_and_all_fonts_are_in_the_file() throws IOException {
        try (PDDocument document = Loader.loadPDF(Pictures.scripts().pdf())) {
            assertThat(document.getDocumentInformation().getTitle()).startsWith("Invoice 3F2A9C1B for ");
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
            assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(document.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
            for (var page : document.getPages()) {
                for (var name : page.getResources().getFontNames()) {
                    PDFont font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).as(font.getName()).isTrue();
                }
            }
        }
    }

    @Test
    void the_log_stays_clean() {
        try (var log = new CapturedLog()) {
            Pictures.scripts()
                    .usage("Grouped", "1", "1", "1", Map.of("a", "b"), null)
                    .pdf();
            assertThat(log.events())
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN))
                    .isEmpty();
        }
    }

    private static String id(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getDocument().getDocumentID().toString();
        }
    }
}
