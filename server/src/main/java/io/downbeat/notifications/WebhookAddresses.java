package io.downbeat.notifications;

import io.downbeat.notifications.ReservedAddresses.Reserved;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The addresses that a webhook's host name resolves to now. The connection is made to an address of the answer, and
 * the name is not resolved a second time: a name that leads elsewhere a moment later is not followed there unchecked.
 */
final class WebhookAddresses implements DnsResolver, AutoCloseable {
    /** A name server. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** The name leads where no webhook may lead. */
    static final class NotAllowed extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotAllowed(String why) {
            super(why);
        }
    }

    private final Names names;
    private final boolean allowPrivate;

    /** Looking a name up blocks inside the system; a virtual thread would hold one of the few that carry all others. */
    private final ExecutorService lookups = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("webhook-names-", 0).factory());

    WebhookAddresses(Names names, boolean allowPrivate) {
        this.names = names;
        this.allowPrivate = allowPrivate;
    }

    /** @throws NotAllowed if any of its addresses is: a name that leads to the internet and inside as well is a trap */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookedUp(host);
        for (InetAddress address : addresses) {
            Optional<String> why = whyNot(address, allowPrivate);
            if (why.isPresent()) {
                throw new NotAllowed("address not allowed: " + why.get());
            }
        }
        return addresses;
    }

    /** Without the address itself, so that the answer does not reveal what a name of the inner network resolves to. */
    static Optional<String> whyNot(InetAddress address, boolean allowPrivate) {
        return ReservedAddresses.reserved(address)
                .filter(reserved -> !(allowPrivate && reserved.opens()))
                .map(WebhookAddresses::sentence);
    }

    private static String sentence(Reserved reserved) {
        return "it is " + reserved.kind()
                + (reserved.opens() ? ", which only DOWNBEAT_WEBHOOK_ALLOW_PRIVATE=true lets through" : "");
    }

    private InetAddress[] lookedUp(String host) throws UnknownHostException {
        Future<InetAddress[]> lookup = lookups.submit(() -> names.addresses(host));
        try {
            return lookup.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("the name of a webhook could not be looked up", failure.getCause());
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw unknown(host, late);
        }
    }

    private static UnknownHostException unknown(String host, InterruptedException late) {
        UnknownHostException unknown = new UnknownHostException(host);
        unknown.initCause(new InterruptedIOException(late.getMessage()));
        return unknown;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
