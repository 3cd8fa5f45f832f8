package io.downbeat.app;

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
    }
}
