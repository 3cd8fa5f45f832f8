package io.downbeat.console.contracts;

import io.downbeat.console.words.Moments;
import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriods;
import io.downbeat.invoicing.InvoiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says in sentences what a change of terms does. Pure. */
final class TermsChanges {
    private final ContractData data;
    private final Contract contract;

    private TermsChanges(ContractData data) {
        this.data = data;
        this.contract = data.terms().contract();
    }

    /** Empty if nothing is another. */
    static List<String> of(ContractData data, TermsRequest wanted) {
        return new TermsChanges(data).sentences(wanted);
    }

    private List<String> sentences(TermsRequest wanted) {
        List<String> all = new ArrayList<>();
        if (!wanted.keepsName(contract)) {
            all.add(
                    wanted.name().isEmpty()
                            ? "It has no name any more."
                            : "It is called “" + wanted.name() + "”"
                                    + (contract.name() == null ? "." : " instead of “" + contract.name() + "”."));
        }
        int days = wanted.netPaymentTermsDays();
        if (days != contract.netPaymentTermsDays()) {
            all.add("Drafts and invoices to come are due " + days + " days after they are issued instead of "
                    + contract.netPaymentTermsDays() + ". What is finalized keeps its date.");
        }
        Instant end = wanted.end();
        if (!Objects.equals(end, contract.endingBefore())) {
            if (end == null) {
                all.add("It has no end any more: a new period opens behind each until somebody ends it.");
            } else {
                all.addAll(ending(end));
            }
        }
        return all;
    }

    private List<String> ending(Instant end) {
        List<String> all = new ArrayList<>();
        all.add("It ends " + Moments.moment(end) + ", " + Moments.relative(end, data.now())
                + ". Usage from then on is billed to nobody.");
        if (end.isAfter(contract.startingAt())) {
            new ServicePeriods(contract.statements(), contract.startingAt(), end)
                    .containing(end.minusNanos(1))
                    .ifPresent(last -> all.add("Its last service period is " + Moments.period(last) + "."));
        }
        data.terms().schedule().segments().stream()
                .filter(segment -> !segment.from().isBefore(end))
                .forEach(segment -> all.add("The switch planned from " + Moments.day(segment.from())
                        + " on lies behind that end and never takes place."));
        long behind = data.invoices().stream()
                .filter(invoice -> invoice.status() == InvoiceStatus.FINALIZED
                        && invoice.subject().period() != null
                        && invoice.subject().period().end().isAfter(end))
                .count();
        if (behind > 0) {
            all.add((behind == 1 ? "1 finalized invoice reaches" : behind + " finalized invoices reach")
                    + " behind that end and stays as it is. Void what nobody shall pay.");
        }
        return all;
    }
}
