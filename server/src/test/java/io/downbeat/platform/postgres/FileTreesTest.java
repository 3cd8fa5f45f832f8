package io.downbeat.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {
    @TempDir
    private Path temporary;

    @Test
    void a_folder_that_is_not_there_is_fine() throws IOException {
        FileTrees.delete(temporary.resolve("gone"));
    }

    @Test
    void a_link_is_deleted_and_what_it_leads_to_stays() throws IOException {
        Path kept = Files.createFile(temporary.resolve("kept"));
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("link"), kept);

        FileTrees.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
    }

    /** Two servers that start at once sweep the folders that a third one left behind. */
    @Test
    void a_folder_that_vanishes_under_the_walk_is_told_as_an_exception_of_files_or_not_at_all() throws Exception {
        try (ExecutorService sweepers = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 60; round++) {
                Path folder = Files.createDirectory(temporary.resolve("left-" + round));
                for (int child = 0; child < 20; child++) {
                    Files.createDirectories(folder.resolve(child + "/documents"));
                }
                List<Callable<Boolean>> both = new ArrayList<>();
                for (int sweeper = 0; sweeper < 2; sweeper++) {
                    both.add(() -> deleted(folder));
                }
                for (Future<Boolean> swept : sweepers.invokeAll(both)) {
                    swept.get();
                }
                FileTrees.delete(folder);
                assertThat(folder).doesNotExist();
            }
        }
    }

    private static boolean deleted(Path folder) {
        try {
            FileTrees.delete(folder);
            return true;
        } catch (IOException theOtherWasFaster) {
            return false;
        }
    }
}
