package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What holds every answer of every test against the published document can itself fail. */
class OpenApiContractTest {

    @Test
    void an_answer_of_another_shape_than_the_document_says_is_found() {
        assertThatThrownBy(() -> OpenApiContract.check("POST", "/v1/contracts/create", 200, "{\"data\": {\"id\": 1}}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("POST /v1/contracts/create")
                .hasMessageContaining("integer found, string expected");
    }

    /** Through a reference into the document's components. */
    @Test
    void a_member_inside_of_what_the_document_refers_to_is_looked_at() {
        assertThatThrownBy(() -> OpenApiContract.check(
                        "GET", "/v1/customers", 200, "{\"data\": [{\"id\": \"x\", \"name\": 5}], \"next_page\": null}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/data/0/name");
    }

    @Test
    void own_answers_have_no_member_that_is_not_told_of() {
        assertThatThrownBy(() -> OpenApiContract.check("GET", "/downbeat/v1/clock", 200, "{\"nown\": 1}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nown");
    }
}
