package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first and the last address of every range, and their neighbours outside. */
class ReservedAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "0.255.255.255, unspecified",
        "100.100.100.200, cloud metadata",
        "168.63.129.16, cloud metadata",
        "169.254.0.0, link-local",
        "169.254.169.254, link-local",
        "169.254.255.255, link-local",
        "192.0.0.0, protocol assignment",
        "192.0.0.192, protocol assignment",
        "192.0.0.255, protocol assignment",
        "224.0.0.0, multicast",
        "239.255.255.255, multicast",
        "240.0.0.0, reserved",
        "255.255.255.255, reserved",
        "::, unspecified",
        "fd00:ec2::254, cloud metadata",
        "fd20:ce::254, cloud metadata",
        "fe80::, link-local",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, link-local",
        "ff00::, multicast",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, multicast",
        "2001::, tunnel",
        "2001:0:ffff:ffff:ffff:ffff:ffff:ffff, tunnel",
        "64:ff9b:1::, reserved",
        "100::1, reserved",
        "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "4000::, reserved",
        "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "::ffff:0:10.0.0.1, reserved",
        "64:ff9b::169.254.169.254, link-local",
        "2002:a9fe:a9fe::, link-local",
    })
    void never_allowed(String address, String kind) {
        assertThat(ReservedAddresses.reserved(InetAddress.ofLiteral(address)))
                .contains(new ReservedAddresses.Reserved(kind, false));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, private",
        "10.255.255.255, private",
        "100.64.0.0, carrier-grade NAT",
        "100.100.100.199, carrier-grade NAT",
        "100.100.100.201, carrier-grade NAT",
        "100.127.255.255, carrier-grade NAT",
        "127.0.0.0, loopback",
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.168.0.0, private",
        "192.168.255.255, private",
        "198.18.0.0, private",
        "198.19.255.255, private",
        "::1, loopback",
        "fc00::, private",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, private",
        "fec0::, private",
        "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, private",
        "::127.0.0.1, loopback",
        "64:ff9b::10.0.0.1, private",
        "64:ff9b::127.0.0.1, loopback",
        "2002:0a00:0001::, private",
        "2002:c0a8:01ff:1:2:3:4:5, private",
        "2002:7f00:0001::1, loopback",
    })
    void allowed_to_those_who_say_so(String address, String kind) {
        assertThat(ReservedAddresses.reserved(InetAddress.ofLiteral(address)))
                .contains(new ReservedAddresses.Reserved(kind, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2000::",
                "2001:1::",
                "2606:4700::1111",
                "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "64:ff9b::8.8.8.8",
                "64:ff9b::9.255.255.255",
                "64:ff9b::11.0.0.0",
                "2002:0808:0808::",
                "2002:09ff:ffff::",
                "2002:0b00:0000::",
            })
    void the_internets(String address) {
        assertThat(ReservedAddresses.reserved(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000ffff7f000001, loopback",
        "00000000000000000000ffff0a000001, private",
        "00000000000000000000ffffa9fea9fe, link-local",
        "00000000000000000000ffff08080808, ",
    })
    void an_ipv4_address_mapped_into_an_ipv6_one_counts_as_itself(String bytes, String kind)
            throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex(bytes);
        assertThat(ReservedAddresses.reserved(mapped).map(ReservedAddresses.Reserved::kind))
                .isEqualTo(java.util.Optional.ofNullable(kind));
        assertThat(ReservedAddresses.reserved(InetAddress.getByAddress(mapped)))
                .isEqualTo(ReservedAddresses.reserved(mapped));
    }
}
