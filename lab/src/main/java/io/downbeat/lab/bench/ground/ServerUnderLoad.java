package io.downbeat.lab.bench.ground;

import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.nodes.ServerNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@code serve} in a process of its own, with the same Java options as a user's: what it costs is its own. */
public final class ServerUnderLoad implements AutoCloseable {
    private final ServerNode node;
    private final Api api;
    private final String token;

    private ServerUnderLoad(ServerNode node, Api api, String token) {
        this.node = node;
        this.api = api;
        this.token = token;
    }

    /** @param environment the server's settings, {@code DOWNBEAT_API_TOKEN} among them */
    static ServerUnderLoad start(
            List<String> javaOptions, List<String> arguments, Map<String, String> environment, String token, Path log) {
        ServerNode node = ServerNode.start(javaOptions, arguments, environment, log);
        return new ServerUnderLoad(node, new Api(node.uri(), token), token);
    }

    public Api api() {
        return api;
    }

    public SignedIn signIn() {
        return SignedIn.with(node.uri(), token);
    }

    /** Of the server's process alone, in seconds. */
    public double ownCpu() {
        return CpuTimes.seconds(node.handle());
    }

    /** Of all three: this process, the server's, the database's. */
    public CpuTimes cpu() {
        return CpuTimes.now(CpuTimes.seconds(node.handle()));
    }

    /** Bytes of the server's objects that are in use, garbage collected first. */
    public long liveBytes() {
        return LiveBytes.of(node.pid());
    }

    /** Bytes that the server's process holds, garbage and all; empty where the system is no Linux. */
    public OptionalLong residentBytes() {
        return ResidentMemory.of(node.pid());
    }

    /** The most bytes that the server's process ever held; empty where the system is no Linux. */
    public OptionalLong peakBytes() {
        return ResidentMemory.peakOf(node.pid());
    }

    @Override
    public void close() {
        api.close();
        node.close();
    }
}
