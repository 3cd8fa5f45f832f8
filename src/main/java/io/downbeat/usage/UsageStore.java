package io.downbeat.usage;

import java.util.List;
import java.util.Map;

final class UsageStore {
    Map<UsageQuestion, List<GroupQuantity>> quantities(List<AskedUsage> asked) {
        throw new UnsupportedOperationException();
    }

    Map<UsageQuestion, List<WindowQuantity>> windows(List<AskedUsage> asked, WindowSize size) {
        throw new UnsupportedOperationException();
    }
}
