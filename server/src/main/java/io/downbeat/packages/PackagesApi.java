package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Packages: created, shown, archived; and the contracts that were created from one. */
@RestController
@RequestMapping("/v1/packages")
final class PackagesApi {
    private static final int USUAL_LIMIT = 10;

    private enum ArchiveFilter {
        ARCHIVED,
        NOT_ARCHIVED,
        ALL
    }

    private record Named(Contract.PackageId id) {}

    private record OnPackage(
            CustomerId customerId,
            ContractId contractId,
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Instant archivedAt) {
        static OnPackage of(Contract contract) {
            return new OnPackage(
                    contract.customer(),
                    contract.id(),
                    contract.startingAt(),
                    contract.endingBefore(),
                    contract.archivedAt());
        }
    }

    private final CreatePackage creation;
    private final PackageStore packages;
    private final PackageViews views;
    private final Contracts contracts;
    private final Transactions transactions;
    private final InstantSource clock;

    PackagesApi(
            CreatePackage creation,
            PackageStore packages,
            PackageViews views,
            Contracts contracts,
            Transactions transactions,
            InstantSource clock) {
        this.creation = creation;
        this.packages = packages;
        this.views = views;
        this.contracts = contracts;
        this.transactions = transactions;
        this.clock = clock;
    }

    @PostMapping("/create")
    @Changes(action = "create_package", resource = "package")
    Data<Named> create(Body body) {
        return new Data<>(new Named(creation.create(body)));
    }

    @PostMapping("/get")
    @Reads
    Data<ObjectNode> get(Body body) {
        body.knowsOnly(Set.of("package_id"));
        Contract.PackageId id = id(body);
        ContractPackage found = packages.find(id).orElseThrow(() -> unknown(id));
        return new Data<>(views.of(List.of(found)).getFirst());
    }

    /** The one created last first. */
    @PostMapping("/list")
    @Reads
    Page<ObjectNode> list(Body body, Query query) {
        body.knowsOnly(Set.of("archive_filter"));
        int limit = query.limit(USUAL_LIMIT);
        @Nullable
        Boolean archived = switch (body.optionalOneOf("archive_filter", ArchiveFilter.class)
                .orElse(ArchiveFilter.NOT_ARCHIVED)) {
            case ARCHIVED -> Boolean.TRUE;
            case NOT_ARCHIVED -> Boolean.FALSE;
            case ALL -> null;
        };
        @Nullable UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        Page<ContractPackage> page =
                Page.of(packages.page(archived, after, limit), limit, last -> PageToken.after(last.id()));
        return new Page<>(views.of(page.data()), page.nextPage());
    }

    /** Contracts that are there go on; no other is created from it. */
    @PostMapping("/archive")
    @Changes(action = "archive_package", resource = "package")
    Data<Named> archive(Body body) {
        body.knowsOnly(Set.of("package_id"));
        Contract.PackageId id = id(body);
        transactions.run(() -> {
            if (packages.lock(id).orElseThrow(() -> unknown(id)).isArchived()) {
                throw Refused.already("already archived");
            }
            packages.archive(id, clock.instant());
            transactions.publish(Change.of("archive_package", "package", id));
        });
        return new Data<>(new Named(id));
    }

    /** In the order they were created. */
    @PostMapping("/listContractsOnPackage")
    @Reads
    Page<OnPackage> listContractsOnPackage(Body body, Query query) {
        body.knowsOnly(Set.of("package_id", "covering_date", "include_archived", "starting_at"));
        Contract.PackageId id = id(body);
        Contract.OfPackage wanted = new Contract.OfPackage(
                id,
                body.flag("include_archived", false),
                body.optionalInstant("starting_at").orElse(null),
                body.optionalInstant("covering_date").orElse(null));
        if (wanted.from() != null && wanted.covering() != null) {
            throw body.invalid("covering_date", "give either starting_at or covering_date");
        }
        int limit = query.limit(USUAL_LIMIT);
        @Nullable
        ContractId after =
                query.nextPage().map(token -> new ContractId(token.uuid(0))).orElse(null);
        if (packages.find(id).isEmpty()) {
            throw Refused.coded("PackageNotFound", "no package has the id " + id);
        }
        return Page.of(contracts.ofPackage(wanted, after, limit + 1), limit, last -> PageToken.after(last.id()))
                .map(OnPackage::of);
    }

    private static Contract.PackageId id(Body body) {
        return new Contract.PackageId(body.uuid("package_id"));
    }

    private static Refused unknown(Contract.PackageId id) {
        return Refused.notFound("no package has the id " + id);
    }
}
