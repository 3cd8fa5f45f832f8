package io.downbeat.notifications;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that nobody on the internet answers on, but this server's surroundings may: whoever adds a webhook would
 * reach them through the server. Pure.
 *
 * <p>Of IPv6 only what is given out as global unicast (2000::/3) counts as the internet's, so that a kind of address that
 * nobody thought of is not let through. An IPv4 address inside an IPv6 one counts as itself.
 */
final class ReservedAddresses {
    /**
     * What is wrong with an address.
     *
     * @param kind such as {@code loopback}
     * @param opens whether {@code DOWNBEAT_WEBHOOK_ALLOW_PRIVATE} lets it through: receivers may live there
     */
    record Reserved(String kind, boolean opens) {}

    private record Range(byte[] start, int bits, Reserved reserved) {
        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(address, 0, whole, start, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (start[whole] & mask));
        }
    }

    /** The first that holds it counts. */
    private static final List<Range> RANGES = List.of(
            never("0.0.0.0/8", "unspecified"),
            opens("10.0.0.0/8", "private"),
            never("100.100.100.200/32", "cloud metadata"),
            opens("100.64.0.0/10", "carrier-grade NAT"),
            opens("127.0.0.0/8", "loopback"),
            never("168.63.129.16/32", "cloud metadata"),
            never("169.254.0.0/16", "link-local"),
            opens("172.16.0.0/12", "private"),
            never("192.0.0.0/24", "protocol assignment"),
            opens("192.168.0.0/16", "private"),
            opens("198.18.0.0/15", "private"),
            never("224.0.0.0/4", "multicast"),
            never("240.0.0.0/4", "reserved"),
            never("::/128", "unspecified"),
            opens("::1/128", "loopback"),
            never("fd00:ec2::254/128", "cloud metadata"),
            never("fd20:ce::254/128", "cloud metadata"),
            opens("fc00::/7", "private"),
            never("fe80::/10", "link-local"),
            opens("fec0::/10", "private"),
            never("ff00::/8", "multicast"),
            never("2001::/32", "tunnel"));

    private static final Range MAPPED = never("::/96", "");
    private static final Range NAT64 = never("64:ff9b::/96", "");
    private static final Range SIX_TO_FOUR = never("2002::/16", "");
    private static final Range GLOBAL = never("2000::/3", "");

    private ReservedAddresses() {}

    /** Why the address is none of the internet's; empty if it is. */
    static Optional<Reserved> reserved(InetAddress address) {
        return reserved(address.getAddress());
    }

    static Optional<Reserved> reserved(byte[] address) {
        Optional<Reserved> known = RANGES.stream()
                .filter(range -> range.holds(address))
                .findFirst()
                .map(Range::reserved);
        if (known.isPresent() || address.length == 4) {
            return known;
        }
        if (isMapped(address) || MAPPED.holds(address) || NAT64.holds(address)) {
            return reserved(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.holds(address)) {
            return reserved(Arrays.copyOfRange(address, 2, 6));
        }
        return GLOBAL.holds(address) ? Optional.empty() : Optional.of(new Reserved("reserved", false));
    }

    /** {@code ::ffff:0:0/96}, which Java's own parser turns into IPv4 before anybody can write it as a range. */
    private static boolean isMapped(byte[] address) {
        return address[10] == -1 && address[11] == -1 && Arrays.equals(address, 0, 10, new byte[10], 0, 10);
    }

    private static Range opens(String range, String kind) {
        return range(range, new Reserved(kind, true));
    }

    private static Range never(String range, String kind) {
        return range(range, new Reserved(kind, false));
    }

    private static Range range(String range, Reserved reserved) {
        int slash = range.indexOf('/');
        InetAddress start = InetAddress.ofLiteral(range.substring(0, slash));
        if (start instanceof Inet6Address != range.contains(":")) {
            throw new IllegalArgumentException(range + " is not read as it is written");
        }
        return new Range(start.getAddress(), Integer.parseInt(range.substring(slash + 1)), reserved);
    }
}
