package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.callers.AdminOnly;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Ingests;
import io.downbeat.platform.callers.Reads;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What a token of each role reaches: asked of every operation that there is. */
class RolesTest {
    private static final List<Class<? extends Annotation>> KINDS = List.of(Changes.class, Reads.class, Ingests.class);

    /** They prove themselves another way, or are no part of the API (ServerAccess). */
    private static final Set<String> OPEN =
            Set.of("/embed/", "/hooks/", "/openapi.json", "/sandbox/", "/console", "/error", "${server.error.path");

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static Api reader;
    private static Api machine;

    private record Operation(String method, String path, HandlerMethod handler) {
        String somewhere() {
            return path.replaceAll("\\{[^}]+}", "00000000-0000-0000-0000-000000000001");
        }

        boolean is(Class<? extends Annotation> kind) {
            return handler.hasMethodAnnotation(kind);
        }
    }

    @BeforeAll
    static void make() {
        reader = holding("reader", "read_only");
        machine = holding("machine", "ingest_only");
    }

    private static Api holding(String name, String role) {
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': '%s', 'role': '%s'}".formatted(name, role))
                .ok()
                .at("/data/token")
                .stringValue();
        return new Api(server.api().uri(), token);
    }

    @Test
    void each_operation_that_is_sent_to_says_whether_it_changes_reads_or_ingests() {
        assertThat(operations())
                .hasSizeGreaterThan(60)
                .allSatisfy(operation -> assertThat(KINDS.stream().filter(operation::is))
                        .as(operation.toString())
                        .hasSize(operation.method().equals("GET") ? 0 : 1));
        assertThat(operations().filter(operation -> operation.is(Ingests.class)).map(Operation::path))
                .containsExactly("/v1/ingest");
    }

    @Test
    void an_action_is_a_verb_and_a_noun_and_names_one_operation() {
        Map<String, List<String>> paths = new TreeMap<>();
        operations().filter(operation -> operation.is(Changes.class)).forEach(operation -> {
            Changes changes = operation.handler().getMethodAnnotation(Changes.class);
            assertThat(changes).isNotNull();
            assertThat(changes.action()).matches("[a-z]+(_[a-z]+)+");
            assertThat(changes.resource()).matches("[a-z]+(_[a-z]+)*");
            // What clients of before still call does the same as the operation that took its place.
            if (!operation.path().contains("/billing-config/")) {
                paths.computeIfAbsent(changes.action(), _ -> new ArrayList<>()).add(operation.path());
            }
        });
        assertThat(paths.values()).allSatisfy(of -> assertThat(of).hasSize(1));
    }

    @Test
    void a_reader_reaches_whatever_reads_and_nothing_else() {
        assertReach(
                reader,
                operation ->
                        operation.method().equals("GET") ? !operation.is(AdminOnly.class) : operation.is(Reads.class));
    }

    @Test
    void a_machine_reaches_ingest_and_nothing_else() {
        assertReach(machine, operation -> operation.is(Ingests.class));
    }

    private interface Reach {
        boolean of(Operation operation);
    }

    private static void assertReach(Api api, Reach reach) {
        List<String> wrong = new ArrayList<>();
        operations().forEach(operation -> {
            // No body says whether the role was looked at before the body was.
            Api.Answer answer = operation.method().equals("GET")
                    ? api.get(operation.somewhere())
                    : api.postRaw(operation.somewhere(), "not even json");
            if (reach.of(operation) == (answer.status() == 403)) {
                wrong.add(operation + " answered " + answer.status());
            }
            if (answer.status() == 403) {
                assertThat(answer.refused(403)).contains("role");
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void what_is_not_built_says_so_to_whoever_may_send_there() {
        String read = "/v1/credits/listGrants";
        assertThat(reader.post(read, "{}").status()).isEqualTo(501);
        assertThat(machine.post(read, "{}").status()).isEqualTo(403);
        assertThat(machine.get("/v1/customers/00000000-0000-0000-0000-000000000001/costs")
                        .status())
                .isEqualTo(501);
        assertThat(reader.get("/v1/nonsense").status()).isEqualTo(404);
        assertThat(reader.delete("/downbeat/v1/clock").status()).isEqualTo(405);
    }

    @Test
    void no_spelling_of_a_path_leads_past_a_role() {
        for (String path : List.of(
                "/v1//customers", "/v1/./customers", "/v1/customers/", "/v1/%63ustomers", "/v1/customers;x=y")) {
            assertThat(reader.post(path, "{'name': 'By a side door'}").status())
                    .as(path)
                    .isNotEqualTo(200);
        }
    }

    @Test
    void a_refused_role_uses_up_no_idempotency_key() {
        String[] key = {"Idempotency-Key", "of-a-reader"};
        assertThat(reader.post("/v1/customers", "{'name': 'Acme'}", key).status())
                .isEqualTo(403);
        assertThat(server.api().post("/v1/customers", "{'name': 'Acme'}", key).status())
                .isEqualTo(200);
    }

    private static Stream<Operation> operations() {
        return server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().entrySet().stream()
                .flatMap(each -> operations(each.getKey(), each.getValue()))
                .filter(operation -> OPEN.stream().noneMatch(operation.path()::startsWith))
                .filter(operation -> !operation.path().startsWith("/health"));
    }

    private static Stream<Operation> operations(RequestMappingInfo mapping, HandlerMethod handler) {
        return mapping.getPatternValues().stream()
                .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                        .map(RequestMethod::name)
                        .map(method -> new Operation(method, path, handler)));
    }
}
