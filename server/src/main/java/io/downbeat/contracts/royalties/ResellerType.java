package io.downbeat.contracts.royalties;

/** Through whom something is resold, and which of a contract's invoices that is about. */
public enum ResellerType {
    AWS,
    AWS_PRO_SERVICE,
    GCP,
    GCP_PRO_SERVICE;

    public boolean isAws() {
        return this == AWS || this == AWS_PRO_SERVICE;
    }

    /** Whether it is about professional services; the others are about everything else. */
    public boolean isOfServices() {
        return this == AWS_PRO_SERVICE || this == GCP_PRO_SERVICE;
    }
}
