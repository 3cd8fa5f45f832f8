package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every member that the published API has for creating and editing a contract is somebody's, or refused by its name. */
class ContractFieldsTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T00:00:00Z");

    private static final ContractParts parts = server.bean(ContractParts.class);

    @ParameterizedTest
    @EnumSource(ContractFields.class)
    void the_members_known_are_those_of_the_published_document(ContractFields fields) {
        Set<String> document = OpenApiContract.requestFields(path(fields)).keySet().stream()
                .filter(place -> place.size() == 1)
                .map(place -> (String) place.getFirst())
                .collect(Collectors.toSet());
        assertThat(fields.published()).containsExactlyInAnyOrderElementsOf(document);
    }

    @ParameterizedTest
    @EnumSource(ContractFields.class)
    void no_member_is_read_by_two_or_unknown_to_the_api(ContractFields fields) {
        assertThat(readers(fields).flatMap(Set::stream).toList())
                .doesNotHaveDuplicates()
                .isSubsetOf(fields.published());
    }

    @ParameterizedTest
    @EnumSource(ContractFields.class)
    void what_nobody_reads_is_refused_for_a_reason_unless_it_says_nothing(ContractFields fields) {
        Set<String> read = readers(fields).flatMap(Set::stream).collect(Collectors.toSet());
        List<String> unread = fields.published().stream()
                .filter(member -> !read.contains(member))
                // Read before it is a matter of contracts.
                .filter(member -> !member.startsWith("package_"))
                .toList();
        assertThat(unread)
                .isSubsetOf(ContractFields.REVENUE_SYSTEMS)
                .isNotEmpty()
                .allSatisfy(member -> {
                    assertThat(server.api()
                                    .post(path(fields), "{'" + member + "': {'provider': 'netsuite'}}")
                                    .refused(400))
                            .startsWith(member + ": an invoice goes to exactly one destination here");
                    assertThat(server.api()
                                    .post(path(fields), "{'" + member + "': null}")
                                    .refused(400))
                            .isEqualTo("customer_id: is required");
                });
    }

    @Test
    void a_member_that_the_api_does_not_have_is_refused_as_unknown() {
        for (ContractFields fields : ContractFields.values()) {
            assertThat(server.api().post(path(fields), "{'comits': []}").refused(400))
                    .startsWith("comits: unknown field");
        }
    }

    private static Stream<Set<String>> readers(ContractFields fields) {
        return switch (fields) {
            case CREATE ->
                Stream.concat(
                        Stream.of(CreateContract.OWN_FIELDS, Renewal.CREATE_FIELDS, ContractHeader.CREATE_FIELDS),
                        parts.all().stream().map(ContractPart::createFields));
            case EDIT ->
                Stream.concat(
                        Stream.of(EditContract.OWN_FIELDS, ContractHeader.EDIT_FIELDS),
                        parts.all().stream().map(ContractPart::editFields));
        };
    }

    private static String path(ContractFields fields) {
        return switch (fields) {
            case CREATE -> "/v1/contracts/create";
            case EDIT -> "/v2/contracts/edit";
        };
    }
}
