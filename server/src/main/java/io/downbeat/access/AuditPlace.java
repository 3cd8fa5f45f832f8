package io.downbeat.access;

import io.downbeat.platform.http.PageToken;
import java.math.BigInteger;

/**
 * A place in the one order of the audit log, in which nothing ever appears before what was read already.
 *
 * @param incarnation the life of the database
 * @param transaction the id of the writing transaction, unsigned
 */
public record AuditPlace(int incarnation, BigInteger transaction, long id) {
    /** Before every entry. */
    static final AuditPlace START = new AuditPlace(0, BigInteger.ZERO, 0);

    /** After every entry. */
    static final AuditPlace END =
            new AuditPlace(Integer.MAX_VALUE, BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE), Long.MAX_VALUE);

    public AuditPlace {
        if (transaction.signum() < 0 || transaction.bitLength() > Long.SIZE) {
            throw new IllegalArgumentException("no transaction has the id " + transaction);
        }
    }

    /** @throws IllegalArgumentException if the token's values from there on are no place */
    public static AuditPlace of(PageToken token, int first) {
        return new AuditPlace(
                Integer.parseInt(token.value(first)),
                new BigInteger(token.value(first + 1)),
                Long.parseLong(token.value(first + 2)));
    }
}
