package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Where a command that serves listens. */
final class ListenOptions {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "address to listen on (${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "port to listen on (${DEFAULT-VALUE}); 0 takes a free one")
    int port;

    ListenOptions(int port) {
        this.port = port;
    }

    void check() {
        if (port < 0 || port > 65535) {
            throw new StartRefused("--port must be from 0 to 65535, not " + port);
        }
        // Tried at once, since a server would find it out only after its database is up.
        try (ServerSocket tried = new ServerSocket()) {
            tried.bind(new InetSocketAddress(InetAddress.getAllByName(host)[0], 0));
        } catch (UnknownHostException unknown) {
            throw new StartRefused("--host must be an address of this machine, and there is no host " + host);
        } catch (IOException elsewhere) {
            throw new StartRefused(host + " is not an address of this machine; choose another with --host");
        }
    }
}
