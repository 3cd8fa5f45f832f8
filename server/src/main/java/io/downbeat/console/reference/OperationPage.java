package io.downbeat.console.reference;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * One operation.
 *
 * @param who may call it
 * @param tables its parameters, its body and its answer, as far as it has them
 * @param errors what else it answers
 */
record OperationPage(
        Frame frame,
        String method,
        String path,
        String summary,
        String who,
        List<FieldTable> tables,
        List<Answer> errors) {
    OperationPage {
        tables = List.copyOf(tables);
        errors = List.copyOf(errors);
    }

    record Answer(String status, String meaning) {}
}
