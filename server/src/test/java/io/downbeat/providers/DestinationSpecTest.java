package io.downbeat.providers;

import static io.downbeat.providers.BillingProvider.AWS_MARKETPLACE;
import static io.downbeat.providers.BillingProvider.AZURE_MARKETPLACE;
import static io.downbeat.providers.BillingProvider.CUSTOM;
import static io.downbeat.providers.BillingProvider.GCP_MARKETPLACE;
import static io.downbeat.providers.BillingProvider.NETSUITE;
import static io.downbeat.providers.BillingProvider.STRIPE;
import static io.downbeat.providers.DeliveryMethodType.AWS_SNS;
import static io.downbeat.providers.DeliveryMethodType.AWS_SQS;
import static io.downbeat.providers.DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
import static io.downbeat.providers.DeliveryMethodType.TACKLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ways go with which provider, and what may be seen of an account's settings. */
class DestinationSpecTest {

    @Test
    void every_provider_is_reached_directly_and_only_aws_through_tackle() {
        assertThat(BillingProvider.values())
                .allMatch(provider -> new DestinationSpec(provider, DIRECT_TO_BILLING_PROVIDER).isLegal());
        assertThat(Arrays.stream(BillingProvider.values())
                        .filter(provider -> new DestinationSpec(provider, TACKLE).isLegal()))
                .containsExactly(AWS_MARKETPLACE);
    }

    @Test
    void queues_carry_marketplaces_but_neither_stripe_nor_netsuite() {
        for (DeliveryMethodType queue : List.of(AWS_SQS, AWS_SNS)) {
            assertThat(List.of(AWS_MARKETPLACE, AZURE_MARKETPLACE, GCP_MARKETPLACE))
                    .allMatch(provider -> new DestinationSpec(provider, queue).isLegal());
            assertThat(List.of(STRIPE, NETSUITE)).noneMatch(provider -> new DestinationSpec(provider, queue).isLegal());
        }
    }

    @Test
    void every_word_of_the_api_is_read_back() {
        assertThat(BillingProvider.values()).hasSize(9).allMatch(each -> BillingProvider.fromWire(each.wire()) == each);
        assertThat(DeliveryMethodType.values())
                .hasSize(4)
                .allMatch(each -> DeliveryMethodType.fromWire(each.wire()) == each);
        assertThat(Json.write(AWS_MARKETPLACE)).isEqualTo("\"aws_marketplace\"");
        assertThat(Arrays.stream(BillingProvider.values()).filter(BillingProvider::isMarketplace))
                .containsExactlyInAnyOrder(AWS_MARKETPLACE, AZURE_MARKETPLACE, GCP_MARKETPLACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw_anything",
                "raw_gcp_service_account_key",
                "client_secret",
                "stripe_api_key",
                "apiKey",
                "x-private-key",
                "netsuite_private_key",
                "tackle_api_token",
                "TOKEN",
                "aws_secret_access_key",
                "password",
                "accessKey",
                "credentials"
            })
    void what_may_be_a_secret_looks_like_one(String key) {
        assertThat(Keys.looksSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws_access_key_id",
                "stripe_account_id",
                "netsuite_certificate_id",
                "stripe_days_until_due",
                "token_uri",
                "azure_client_id",
                "my_label"
            })
    void what_is_no_secret_does_not(String key) {
        assertThat(Keys.looksSecret(key)).isFalse();
    }

    @Test
    void secrets_are_taken_out_wherever_they_hide() {
        Keys.Sorted sorted = sort(STRIPE, """
            {'stripe_account_id': 'acct_1', 'stripe_api_key': ' sk_1\\n', 'my_label': {'a': 1},
             'my_token': 't', 'nested': {'list': [{'password': 'p'}]}, 'left_out': null}
            """);
        assertThat(sorted.visible().propertyNames()).containsExactlyInAnyOrder("stripe_account_id", "my_label");
        assertThat(sorted.secrets())
                .containsOnlyKeys("stripe_api_key", "my_token", "nested")
                .containsEntry("stripe_api_key", "sk_1");
        assertThat(sorted.toString()).doesNotContain("sk_1").contains("stripe_api_key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STRIPE | {} | stripe_account_id",
                "STRIPE | {'stripe_account_id': ''} | stripe_account_id",
                "STRIPE | {'stripe_account_id': ' acct'} | stripe_account_id",
                "STRIPE | {'stripe_account_id': 'a', 'stripe_days_until_due': '30'} | stripe_days_until_due",
                "STRIPE | {'stripe_account_id': 'a', 'stripe_days_until_due': 30.5} | stripe_days_until_due",
                "STRIPE | {'stripe_account_id': 'a', 'stripe_days_until_due': -1} | stripe_days_until_due",
                "STRIPE | {'stripe_account_id': 'a', 'leave_invoices_in_draft': 'yes'} | leave_invoices_in_draft",
                "STRIPE | {'stripe_account_id': 'a', 'stripe_api_key': 7} | stripe_api_key",
                "AWS_MARKETPLACE | {'aws_access_key_id': 'AKIA'} | aws_secret_access_key",
                "AWS_MARKETPLACE | {'aws_secret_access_key': 's'} | aws_access_key_id",
                "NETSUITE | {'netsuite_account_id': [1]} | netsuite_account_id",
                "AZURE_MARKETPLACE | {'azure_tenant_id': 't'} | azure_client_id",
                "GCP_MARKETPLACE | {'gcp_provider_id': 'p', 'raw_gcp_service_account_key': 'SENTINEL no json'} |"
                        + " raw_gcp_service_account_key",
            })
    void a_wrong_setting_is_refused_by_its_path_and_its_secret_is_not_quoted(
            BillingProvider provider, String settings, String field) {
        assertThatThrownBy(() -> sort(provider, settings))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("configuration." + field + ": ")
                .message()
                .doesNotContain("SENTINEL");
    }

    @Test
    void the_account_key_follows_the_account_and_not_its_settings() {
        assertThat(accountKey(STRIPE, "{'stripe_account_id': 'acct_1', 'skip_zero_dollar_invoices': true}"))
                .isEqualTo(accountKey(STRIPE, "{'stripe_account_id': 'acct_1'}"))
                .isNotEqualTo(accountKey(STRIPE, "{'stripe_account_id': 'acct_2'}"));
        assertThat(accountKey(AWS_MARKETPLACE, "{'aws_iam_role_arn': 'r'}"))
                .isEqualTo(accountKey(AWS_MARKETPLACE, "{'aws_iam_role_arn': 'r', 'aws_region': 'us-east-1'}"))
                .isNotEqualTo(accountKey(AWS_MARKETPLACE, "{'aws_iam_role_arn': 'r', 'aws_region': 'eu-west-1'}"));
        assertThat(accountKey(AZURE_MARKETPLACE, "{'azure_tenant_id': 'T', 'azure_client_id': 'C'}"))
                .isEqualTo(accountKey(AZURE_MARKETPLACE, "{'azure_tenant_id': 't', 'azure_client_id': 'c'}"));
        assertThat(accountKey(CUSTOM, "{'a': '1', 'b': '2'}"))
                .isEqualTo(accountKey(CUSTOM, "{'b': '2', 'a': '1'}"))
                .isNotEqualTo(accountKey(CUSTOM, "{'a': '12'}"));
    }

    @Test
    void only_credentials_can_be_mended() {
        Keys keys = new DestinationSpec(AWS_MARKETPLACE, DIRECT_TO_BILLING_PROVIDER).keys();
        assertThat(keys.sortCredentials(body("{'aws_access_key_id': 'A', 'aws_secret_access_key': 's'}"))
                        .secrets()
                        .keySet())
                .isEqualTo(Set.of("aws_secret_access_key"));
        assertThatThrownBy(() -> keys.sortCredentials(body("{'aws_region': 'eu-west-1'}")))
                .hasMessageContaining("configuration.aws_region: is not a credential");
    }

    private static String accountKey(BillingProvider provider, String settings) {
        return new DestinationSpec(provider, DIRECT_TO_BILLING_PROVIDER)
                .accountKey(Json.read(settings.replace('\'', '"')));
    }

    private static Keys.Sorted sort(BillingProvider provider, String settings) {
        return new DestinationSpec(provider, DIRECT_TO_BILLING_PROVIDER).keys().sort(body(settings));
    }

    private static Body body(String json) {
        return Body.of(Json.read(json.replace('\'', '"')), "configuration");
    }
}
