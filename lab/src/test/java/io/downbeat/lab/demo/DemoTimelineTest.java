package io.downbeat.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.lab.demo.DemoTimeline.Mark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTimelineTest {
    private static Mark mark(int month, String text) {
        return new Mark(YearMonth.of(2025, month), text);
    }

    @Test
    void the_storys_schedule_fits_into_80_columns_with_each_invoice_below_its_provider() {
        var written = new ByteArrayOutputStream();
        new DemoTimeline(YearMonth.of(2025, 1), YearMonth.of(2025, 6))
                .print(
                        new ConsolePrinter(new PrintStream(written, true, StandardCharsets.UTF_8), false),
                        List.of(
                                mark(1, "Stripe card"),
                                mark(2, "Stripe invoice"),
                                mark(4, "AWS Marketplace"),
                                mark(6, "Stripe invoice")),
                        List.of(mark(2, "$598.69"), mark(1, "$684.53"), mark(4, "$639.87")));
        String text = written.toString(StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("""
               Jan 2025    Feb         Mar         Apr         May         Jun
               ├───────────┼───────────────────────┼───────────────────────┼──────────→
               Stripe card Stripe invoice          AWS Marketplace         Stripe invoice
               $684.53     $598.69                 $639.87
            """);
        assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    }
}
