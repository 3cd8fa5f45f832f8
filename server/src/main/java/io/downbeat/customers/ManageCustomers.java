package io.downbeat.customers;

import io.downbeat.core.Text;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that changes a customer, each change in one transaction with what others make of it. */
public final class ManageCustomers {
    private static final String REVENUE_SYSTEMS = "customer_revenue_system_configurations";
    private static final Set<String> TERMS =
            Set.of("name", "ingest_aliases", "external_id", "custom_fields", REVENUE_SYSTEMS);

    private final CustomerStore store;
    private final Customers customers;
    private final List<CreatedWithCustomer> others;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;
    private final CustomFields fields;

    ManageCustomers(
            CustomerStore store,
            Customers customers,
            List<CreatedWithCustomer> others,
            Transactions transactions,
            Ids ids,
            InstantSource clock,
            CustomFields fields) {
        this.store = store;
        this.customers = customers;
        this.others = others;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
        this.fields = fields;
    }

    /** Creates a customer with whatever other features let it be created with; if one of them refuses, nothing. */
    public Customer create(Body body) {
        Set<String> known = new HashSet<>(TERMS);
        others.forEach(other -> known.addAll(other.fields()));
        body.knowsOnly(known);
        body.refuse(
                REVENUE_SYSTEMS,
                "an invoice goes to exactly one destination here; NetSuite can be it as"
                        + " billing_provider of customer_billing_provider_configurations");
        String name = name(body);
        var aliases = Aliases.readNew(body);
        var customFields = fields.read(body, CustomFieldEntity.CUSTOMER);
        return transactions.in(() -> {
            CustomerId id = new CustomerId(ids.next());
            store.insert(id, name, customFields, clock.instant());
            putAliases(id, aliases);
            others.forEach(other -> other.create(id, body));
            transactions.publish(new CustomerCreated(id));
            if (!aliases.isEmpty()) {
                transactions.publish(new AliasesChanged(id, aliases));
            }
            transactions.publish(change("create_customer", id).to(Map.of("name", name, "ingest_aliases", aliases)));
            return customers.require(id);
        });
    }

    Customer setName(CustomerId id, Body body) {
        body.knowsOnly(Set.of("name"));
        String name = name(body);
        return transactions.in(() -> {
            Customer customer = lock(id);
            store.update(id, name, customer.config(), clock.instant());
            transactions.publish(change("change_name", id)
                    .from(Map.of("name", customer.name()))
                    .to(Map.of("name", name)));
            return customers.require(id);
        });
    }

    /** Replaces the whole set of aliases; asking for the same set again changes nothing. */
    void setIngestAliases(CustomerId id, Body body) {
        body.knowsOnly(Set.of("ingest_aliases"));
        var wanted = Aliases.read(body);
        transactions.run(() -> setIngestAliases(lock(id), wanted));
    }

    /**
     * Adds one name that usage events may carry for the customer; one that it has already changes nothing. Events that came
     * under this name before are the customer's from then on.
     *
     * @throws Refused if the name is none, or belongs to another customer
     */
    public void addIngestAlias(CustomerId id, String alias) {
        transactions.run(() -> {
            Customer customer = lock(id);
            setIngestAliases(customer, Aliases.with(customer.ingestAliases(), alias));
        });
    }

    private void setIngestAliases(Customer customer, Set<String> wanted) {
        CustomerId id = customer.id();
        Set<String> added = new LinkedHashSet<>(wanted);
        customer.ingestAliases().forEach(added::remove);
        if (customer.isArchived() && !added.isEmpty()) {
            throw Refused.rule("an archived customer only gives aliases up; it takes no new one");
        }
        if (!customer.ingestAliases().equals(List.copyOf(wanted))) {
            putAliases(id, wanted);
            store.touch(id, clock.instant());
            transactions.publish(change("set_ingest_aliases", id)
                    .from(Map.of("ingest_aliases", customer.ingestAliases()))
                    .to(Map.of("ingest_aliases", wanted)));
        }
        if (!added.isEmpty()) {
            transactions.publish(new AliasesChanged(id, added));
        }
    }

    /** A field that is left out keeps its value; {@code null} takes it away. */
    void updateConfig(CustomerId id, Body body) {
        body.knowsOnly(Set.of("salesforce_account_id", "leave_stripe_invoices_in_draft"));
        var salesforce = body.optionalText("salesforce_account_id", 1, 255).orElse(null);
        var draft = body.optionalFlag("leave_stripe_invoices_in_draft").orElse(null);
        transactions.run(() -> {
            Customer customer = lock(id);
            CustomerConfig old = customer.config();
            CustomerConfig config = new CustomerConfig(
                    body.mentions("salesforce_account_id") ? salesforce : old.salesforceAccountId(),
                    body.mentions("leave_stripe_invoices_in_draft") ? draft : old.leaveStripeInvoicesInDraft());
            if (!config.equals(old)) {
                store.update(id, customer.name(), config, clock.instant());
                transactions.publish(
                        change("update_customer", id).from(shown(old)).to(shown(config)));
            }
        });
    }

    /** Archives for good. Asking again changes nothing: a client that lost the first answer gets it now. */
    public void archive(CustomerId id) {
        transactions.run(() -> {
            if (!lock(id).isArchived()) {
                Instant now = clock.instant();
                store.archive(id, now);
                transactions.publish(new CustomerArchived(id, now));
                transactions.publish(change("archive_customer", id));
            }
        });
    }

    private static Change change(String action, CustomerId id) {
        return Change.of(action, "customer", id).ofCustomer(id.value());
    }

    private static Map<String, @Nullable Object> shown(CustomerConfig config) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("salesforce_account_id", config.salesforceAccountId());
        shown.put("leave_stripe_invoices_in_draft", config.leaveStripeInvoicesInDraft());
        return shown;
    }

    private void putAliases(CustomerId id, Set<String> aliases) {
        List<UUID> asIds =
                aliases.stream().flatMap(alias -> Aliases.asId(alias).stream()).toList();
        if (!asIds.isEmpty()) {
            store.idsOfOthers(id, asIds).stream().findFirst().ifPresent(other -> {
                throw Refused.conflict("ingest alias " + other + " is the id of another customer");
            });
        }
        Set<String> got = store.replaceAliases(id, aliases);
        aliases.stream().filter(alias -> !got.contains(alias)).findFirst().ifPresent(taken -> {
            throw Refused.conflict("ingest alias '" + taken
                    + "' belongs to another customer, which may be archived; remove it there first");
        });
    }

    private Customer lock(CustomerId id) {
        return store.lock(id).orElseThrow(() -> Customers.unknown(id));
    }

    private static String name(Body body) {
        String name = body.text("name");
        if (name.isEmpty()) {
            throw body.invalid("name", "must not be empty");
        }
        return Text.cut(name, Customer.MAX_NAME);
    }
}
