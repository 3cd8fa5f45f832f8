package io.downbeat.providers;

import io.downbeat.platform.secrets.SealedColumn;
import io.downbeat.platform.secrets.SecretBox;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The credentials of delivery methods, to a change of the secret key. What they are does not change. */
public final class SealedCredentials implements SealedColumn {
    private final DeliveryMethodStore methods;

    public SealedCredentials(JdbcClient database) {
        methods = new DeliveryMethodStore(database);
    }

    @Override
    public String name() {
        return "delivery_method.sealed_secrets";
    }

    @Override
    public int sealAgain(SecretBox box, int most) {
        SealedSecrets secrets = new SealedSecrets(box);
        Map<DeliveryMethodId, byte[]> others = methods.lockSealedOtherwise(box.head(), most);
        others.forEach((id, bytes) -> methods.sealAgain(id, secrets.seal(id, secrets.open(id, bytes))));
        return others.size();
    }
}
