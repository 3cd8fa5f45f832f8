package io.downbeat.platform.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The one encoding of request bodies. JSON readers guess encodings and read overlong forms as characters, so that two
 * programs can see two different texts in the same bytes; here such bytes are refused before anyone reads them.
 */
public final class Utf8 {
    private static final int CHARS_AT_ONCE = 8_192;

    private Utf8() {}

    /** @throws Refused unless the bytes are UTF-8 in its shortest form, without surrogates and byte order mark */
    public static void require(byte[] bytes) {
        refuseOtherEncodings(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(CHARS_AT_ONCE, Math.max(2, bytes.length)));
        CharsetDecoder decoder = decoder();
        CoderResult result = decoder.decode(in, out, true);
        while (result.isOverflow()) {
            out.clear();
            result = decoder.decode(in, out, true);
        }
        if (result.isError()) {
            throw Refused.rule("the body is not valid UTF-8 (byte " + (in.position() + 1) + ")");
        }
    }

    /** @throws Refused as {@link #require} does */
    static String text(byte[] bytes) {
        refuseOtherEncodings(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return decoder().decode(in).toString();
        } catch (CharacterCodingException broken) {
            throw Refused.rule("the body is not valid UTF-8 (byte " + (in.position() + 1) + ")");
        }
    }

    /** No JSON text begins with a zero byte near its start, unless its characters take two or four bytes each. */
    private static void refuseOtherEncodings(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                throw Refused.rule("the body must be UTF-8");
            }
        }
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw Refused.rule("the body must be UTF-8 without a byte order mark");
        }
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }
}
