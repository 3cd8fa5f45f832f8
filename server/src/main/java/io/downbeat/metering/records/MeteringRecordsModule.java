package io.downbeat.metering.records;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the records, and the jobs that send them, ask for them and warn of their end. */
@Configuration(proxyBeanMethods = false)
@Import({
    AllocationStore.class,
    MeterDeadlineStore.class,
    MeterDeadlines.class,
    MeterLog.class,
    MeterReadingStore.class,
    MeteredAccounts.class,
    InvoiceRecords.class,
    MeteredDays.class,
    MeteringRecordList.class,
    MeteringRecordStore.class,
    MeteringRecordsApi.class,
    NewRecords.class,
    OpenRecords.class,
    ParkedRecords.class,
    ReadMeteringRecords.class,
    RecordClaims.class,
    RecordConsequences.class,
    RecordOutcomes.class,
    SendMeteringRecords.class,
    UnsettledHours.class
})
public class MeteringRecordsModule {}
