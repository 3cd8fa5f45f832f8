package io.downbeat.customeralerts.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.balances.Balance;
import io.downbeat.contracts.Contract;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.invoicing.accounts.OpenAccount;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A custom field that something has to have.
 *
 * @param value {@code null}: whatever it is, and each value is a group of its own
 */
public record FieldFilter(
        Entity entity, String key, @Nullable String value) {

    /** Whose custom field it is. */
    public enum Entity {
        CONTRACT("Contract"),
        COMMIT("Commit"),
        CONTRACT_CREDIT("ContractCredit"),
        CONTRACT_CREDIT_OR_COMMIT("ContractCreditOrCommit");

        private final String word;

        Entity(String word) {
            this.word = word;
        }

        @JsonValue
        public String word() {
            return word;
        }

        public static Optional<Entity> of(String word) {
            return Arrays.stream(values())
                    .filter(entity -> entity.word.equals(word))
                    .findFirst();
        }

        /** The filters that read the fields of such a thing; none of what no alert chooses by. */
        public static Set<Entity> readingFrom(CustomFieldEntity entity) {
            return switch (entity) {
                case CONTRACT -> Set.of(CONTRACT);
                case COMMIT -> Set.of(COMMIT, CONTRACT_CREDIT_OR_COMMIT);
                case CONTRACT_CREDIT -> Set.of(CONTRACT_CREDIT, CONTRACT_CREDIT_OR_COMMIT);
                default -> Set.of();
            };
        }

        /** Whether an alert of the type could ever find anything with such a filter. */
        public boolean fits(AlertType type) {
            return switch (this) {
                case CONTRACT -> type == AlertType.SPEND_THRESHOLD_REACHED || type.takesFieldsOfBalances();
                case COMMIT -> type.items() == AlertType.Items.COMMITS || type.items() == AlertType.Items.BOTH;
                case CONTRACT_CREDIT -> type.items() == AlertType.Items.CREDITS || type.items() == AlertType.Items.BOTH;
                case CONTRACT_CREDIT_OR_COMMIT -> type.takesFieldsOfBalances();
            };
        }
    }

    boolean matches(Contract contract) {
        return entity == Entity.CONTRACT && has(contract.customFields());
    }

    boolean matches(OpenAccount.HeldBalance item) {
        return fields(item).filter(this::has).isPresent();
    }

    /** The value that the item has; empty if the filter is not about such an item. */
    Optional<String> valueOf(OpenAccount.HeldBalance item) {
        return fields(item).flatMap(fields -> Optional.ofNullable(fields.get(key)));
    }

    private boolean has(Map<String, String> fields) {
        return value == null ? fields.containsKey(key) : value.equals(fields.get(key));
    }

    private Optional<Map<String, String>> fields(OpenAccount.HeldBalance item) {
        Balance balance = item.standing().balance();
        Contract contract = item.contract();
        return switch (entity) {
            case CONTRACT -> Optional.ofNullable(contract).map(Contract::customFields);
            case COMMIT -> Optional.of(balance.terms().customFields()).filter(_ -> balance.isCommit());
            case CONTRACT_CREDIT -> Optional.of(balance.terms().customFields()).filter(_ -> !balance.isCommit());
            case CONTRACT_CREDIT_OR_COMMIT -> Optional.of(balance.terms().customFields());
        };
    }
}
