package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks openapi.json: every operation is either built or says that it is not. */
class OperationsTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    static java.util.List<OpenApiContract.Operation> operations() {
        return OpenApiContract.all();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_of_the_contract_is_built_or_501(OpenApiContract.Operation operation) {
        String path = operation.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        int status = switch (operation.method()) {
            case "GET" -> server.api().get(path).status();
            case "DELETE" -> server.api().delete(path).status();
            default -> server.api().postRaw(path, "{}").status();
        };
        // Built: 200, or a refusal of what this empty request asks for. Known and not built: 501. Never a crash, and
        // never the 405 of a method that was wired wrongly.
        assertThat(status).isIn(200, 400, 404, 501);
        if (status == 404) {
            assertThat(path)
                    .as("only an operation that names a thing may say it is not there")
                    .contains("-");
        }
    }
}
