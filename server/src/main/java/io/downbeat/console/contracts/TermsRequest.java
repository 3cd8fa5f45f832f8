package io.downbeat.console.contracts;

import io.downbeat.console.words.Moments;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The terms as a form has them, as texts: what they must be is said where contracts are edited.
 *
 * @param name empty for none
 * @param endingBefore an instant, or a day that begins with it; empty for an open end
 */
record TermsRequest(String name, String days, String endingBefore) {
    static TermsRequest of(Contract contract) {
        return new TermsRequest(
                Objects.requireNonNullElse(contract.name(), ""),
                String.valueOf(contract.netPaymentTermsDays()),
                contract.endingBefore() == null ? "" : contract.endingBefore().toString());
    }

    static TermsRequest read(HttpServletRequest request) {
        return new TermsRequest(
                text(request, "name"), text(request, "net_payment_terms_days"), text(request, "ending_before"));
    }

    private static String text(HttpServletRequest request, String field) {
        return Objects.toString(request.getParameter(field), "").strip();
    }

    /** @throws Refused if it is no number */
    int netPaymentTermsDays() {
        if (!days.matches("[0-9]{1,4}")) {
            throw Refused.rule("payment terms are a number of days");
        }
        return Integer.parseInt(days);
    }

    /** @throws Refused if it is no date */
    @Nullable
    Instant end() {
        if (endingBefore.isEmpty()) {
            return null;
        }
        return Moments.read(endingBefore)
                .orElseThrow(() ->
                        Refused.rule("write the end as 2025-08-01, or with a time of day as 2025-08-01T06:00:00Z"));
    }

    @Nullable
    String nameOrNone() {
        return name.isEmpty() ? null : name;
    }

    /**
     * Whether the name is the contract's, as far as the field of a form can hold that: it has no line breaks, and blanks around a
     * name are nobody's.
     */
    boolean keepsName(Contract before) {
        return inOneLine(name).equals(inOneLine(Objects.requireNonNullElse(before.name(), "")));
    }

    private static String inOneLine(String text) {
        return text.replaceAll("[\\r\\n]", "").strip();
    }

    String query() {
        return "?name=" + encoded(name) + "&net_payment_terms_days=" + encoded(days) + "&ending_before="
                + encoded(endingBefore);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Names what somebody saw of a contract: if it is another now, what was seen is not what would be done. */
    static String seen(Contract contract) {
        return Sha256.hex(Sha256.of(of(contract).toString()), 16);
    }

    /** As {@code v2/contracts/edit} takes it: only what is another now. */
    Body edit(ContractTerms terms, String once) {
        Contract before = terms.contract();
        ObjectNode edit = Json.MAPPER.createObjectNode();
        edit.put("customer_id", before.customer().toString());
        edit.put("contract_id", before.id().toString());
        edit.put("uniqueness_key", "console-" + once);
        if (!keepsName(before)) {
            edit.put("update_contract_name", nameOrNone());
        }
        if (netPaymentTermsDays() != before.netPaymentTermsDays()) {
            edit.put("update_net_payment_terms_days", netPaymentTermsDays());
        }
        Instant end = end();
        if (!Objects.equals(end, before.endingBefore())) {
            edit.put("update_contract_end_date", end == null ? null : end.toString());
        }
        return Body.of(edit, "");
    }
}
