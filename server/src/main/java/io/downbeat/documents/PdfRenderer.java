package io.downbeat.documents;

import com.openhtmltopdf.bidi.support.ICUBidiSplitter;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.downbeat.platform.hashes.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a page to the bytes of a PDF. The same page is the same bytes, on every server: no time of day, no chance and no
 * font of the machine goes into it.
 *
 * <p>What it reads is the page alone. It may fetch nothing, whatever a name contains.
 */
final class PdfRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(PdfRenderer.class);
    private static final int REGULAR = 400;
    private static final int BOLD = 700;

    static {
        // Its own log goes to java.util.logging, a line for each step; what matters of it comes back as diagnostics.
        XRLog.setLoggingEnabled(false);
    }

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, PdfRenderer.class.getClassLoader(), "io.downbeat");

    /** @param dated what the file gives as its date */
    byte[] render(InvoicePage page, Set<Typeface> typefaces, Optional<Mark> mark, Instant dated) {
        var html = new StringOutput();
        templates.render("documents/invoice.jte", page, html);
        try {
            return render(html.toString(), typefaces, mark, dated);
        } catch (IOException e) {
            throw new UncheckedIOException("the document of invoice " + page.id() + " cannot be made", e);
        }
    }

    private static byte[] render(String html, Set<Typeface> typefaces, Optional<Mark> mark, Instant dated)
            throws IOException {
        try (var document = new PDDocument();
                var fonts = new Fonts(document);
                PdfBoxRenderer renderer =
                        builder(html, document, fonts, typefaces).buildPdfRenderer()) {
            renderer.createPDFWithoutClosing();
            if (mark.isPresent()) {
                Watermark.draw(document, fonts.bold(), mark.get());
            }
            PDDocumentInformation information = document.getDocumentInformation();
            information.setCreationDate(utc(dated));
            information.setModificationDate(utc(dated));
            document.setDocumentId(idOf(html));
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    private static PdfRendererBuilder builder(String html, PDDocument document, Fonts fonts, Set<Typeface> typefaces)
            throws IOException {
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .usePDDocument(document)
                .withHtmlContent(html, null)
                .withProducer("Downbeat")
                .usePdfUaAccessibility(true)
                .useReplacementText("\uFFFD")
                .useUnicodeBidiSplitter(new ICUBidiSplitter.ICUBidiSplitterFactory())
                .useUnicodeBidiReorderer(new ArabicLetters())
                .defaultTextDirection(TextDirection.LTR)
                .useUriResolver((_, _) -> null)
                .withDiagnosticConsumer(diagnostic -> LOG.debug("{}", diagnostic.getFormattedMessage()));
        for (ExternalResourceControlPriority moment : ExternalResourceControlPriority.values()) {
            builder.useExternalResourceAccessControl((_, _) -> false, moment);
        }
        for (Typeface face : typefaces) {
            builder.useFont(new PDFontSupplier(fonts.regular(face)), face.family(), REGULAR, FontStyle.NORMAL, true);
        }
        return builder.useFont(new PDFontSupplier(fonts.bold()), Typeface.SANS.family(), BOLD, FontStyle.NORMAL, true);
    }

    private static Calendar utc(Instant instant) {
        var calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        calendar.setTimeInMillis(instant.toEpochMilli());
        return calendar;
    }

    /** In place of the time of day, which PDFBox would make the file's id of. */
    private static long idOf(String html) {
        return ByteBuffer.wrap(Sha256.of(html)).getLong();
    }
}
