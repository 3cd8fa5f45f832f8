package io.downbeat.usage.kafka;

import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.usage.events.IngestEvents;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires Kafka. Takes {@link KafkaSettings} from {@code app} if it has one; needs the modules of events and incidents. */
@Configuration(proxyBeanMethods = false)
@Import(OffsetStore.class)
public class KafkaModule {

    @Bean
    KafkaFigures kafkaFigures(ObjectProvider<KafkaSettings> settings) {
        return new KafkaFigures(settings.getIfAvailable(() -> KafkaSettings.OFF));
    }

    @Bean
    WriteRecords writeRecords(
            OffsetStore offsets,
            IngestEvents events,
            Transactions transactions,
            ObjectProvider<KafkaSettings> settings) {
        return new WriteRecords(
                offsets,
                events,
                transactions,
                settings.getIfAvailable(() -> KafkaSettings.OFF).topic());
    }

    @Bean
    ReadFromKafka readFromKafka(
            ObjectProvider<KafkaSettings> settings,
            WriteRecords writing,
            KafkaFigures figures,
            Incidents incidents,
            InstantSource clock) {
        KafkaSettings wanted = settings.getIfAvailable(() -> KafkaSettings.OFF);
        return new ReadFromKafka(wanted, writing, figures, new KafkaIncidents(incidents, wanted, clock));
    }
}
