package io.downbeat.documents;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/** The fonts of one document, of which it embeds the letters that it uses. To be closed after the document is saved. */
final class Fonts implements AutoCloseable {
    private final PDDocument document;
    private final List<TrueTypeFont> opened = new ArrayList<>();
    private @Nullable PDType0Font bold;

    Fonts(PDDocument document) {
        this.document = document;
    }

    PDType0Font regular(Typeface face) throws IOException {
        try (InputStream file = face.regular()) {
            return open(file, face.isJoined());
        }
    }

    /** The same one, however often it is asked for. */
    PDType0Font bold() throws IOException {
        if (bold == null) {
            try (InputStream file = Typeface.boldSans()) {
                bold = open(file, false);
            }
        }
        return bold;
    }

    /**
     * @param joined whether letters that meet may become another glyph. Such a glyph has no character of its own, and who
     *     copies the text out of the document misses it, so only scripts that cannot be read without have them
     */
    private PDType0Font open(InputStream file, boolean joined) throws IOException {
        TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file));
        opened.add(font);
        font.setEnableGsub(joined);
        return PDType0Font.load(document, font, true);
    }

    @Override
    public void close() throws IOException {
        for (TrueTypeFont font : opened) {
            font.close();
        }
    }
}
