package io.downbeat.documents;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The glyphs of a document as the eye meets them, from left to right, each by the character that it stands for. */
final class GlyphOrder extends PDFTextStripper {
    private final List<TextPosition> glyphs = new ArrayList<>();

    private GlyphOrder() {}

    static String of(PDDocument document) throws IOException {
        var order = new GlyphOrder();
        order.getText(document);
        return order.glyphs.stream()
                .sorted(Comparator.comparing(TextPosition::getY).thenComparing(TextPosition::getX))
                .map(TextPosition::getUnicode)
                .collect(Collectors.joining());
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        glyphs.add(text);
    }
}
