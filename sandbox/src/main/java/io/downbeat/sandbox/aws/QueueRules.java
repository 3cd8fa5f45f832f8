package io.downbeat.sandbox.aws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What SQS and SNS have in common: characters, checksums, and names that mean something to the sandbox. */
final class QueueRules {
    private QueueRules() {}

    /** XML 1.0: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. */
    static boolean isSendable(String body) {
        return body.codePoints()
                .allMatch(each -> each == 0x9
                        || each == 0xA
                        || each == 0xD
                        || each >= 0x20 && each <= 0xD7FF
                        || each >= 0xE000 && each <= 0xFFFD
                        || each >= 0x10000);
    }

    /** The name decides: a queue that exists needs no set-up. */
    static void checkName(String target, String action, AwsError missing) {
        String name = target.substring(Math.max(target.lastIndexOf('/'), target.lastIndexOf(':')) + 1);
        if (name.startsWith("missing")) {
            throw missing;
        }
        if (name.startsWith("denied") || name.startsWith("unreadable") && action.contains("Get")) {
            throw new AwsError(
                    403, "AccessDenied", "User is not authorized to perform: " + action + " on resource: " + name);
        }
        if (name.startsWith("kms-disabled")) {
            throw new AwsError(
                    400, "KmsDisabled", "The request was rejected because the specified CMK is not enabled.");
        }
    }

    static String md5(String body) {
        return HexFormat.of().formatHex(digest().digest(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** SQS's own way: names in order, each part with its length in four bytes before it, 1 for a text value. */
    static String md5(Map<String, String> attributes) {
        MessageDigest digest = digest();
        new TreeMap<>(attributes).forEach((name, value) -> {
            part(digest, name);
            part(digest, "String");
            digest.update((byte) 1);
            part(digest, value);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void part(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
