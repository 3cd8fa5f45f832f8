package io.downbeat.documents;

import java.io.IOException;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.util.Matrix;

/** A word across every page, behind what is written there. */
final class Watermark {
    private static final float SHADE = 0.92f;
    private static final double ANGLE = Math.toRadians(52);
    /** Of the page's width. */
    private static final float LENGTH = 0.92f;

    private static final float CAPITALS = 0.714f;

    private Watermark() {}

    static void draw(PDDocument document, PDType0Font font, Mark mark) throws IOException {
        for (PDPage page : document.getPages()) {
            draw(document, page, font, mark.name());
        }
    }

    private static void draw(PDDocument document, PDPage page, PDType0Font font, String word) throws IOException {
        PDRectangle paper = page.getMediaBox();
        float widthOfOne = font.getStringWidth(word) / 1000;
        float size = paper.getWidth() * LENGTH / widthOfOne;
        Matrix place = Matrix.getRotateInstance(ANGLE, paper.getWidth() / 2, paper.getHeight() / 2);
        place.translate(-widthOfOne * size / 2, -size * CAPITALS / 2);
        try (var content = new PDPageContentStream(document, page, AppendMode.PREPEND, true, true)) {
            // An artifact: a screen reader has the status among the facts, and is not told again on every page.
            content.beginMarkedContent(COSName.ARTIFACT);
            content.beginText();
            content.setNonStrokingColor(SHADE);
            content.setFont(font, size);
            content.setTextMatrix(place);
            content.showText(word);
            content.endText();
            content.endMarkedContent();
        }
    }
}
