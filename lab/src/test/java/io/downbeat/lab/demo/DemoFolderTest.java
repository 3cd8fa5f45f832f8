package io.downbeat.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    Path temporary;

    private Path left(String name, String owner) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("downbeat-demo-" + name));
        Files.writeString(folder.resolve("owner.pid"), owner);
        Files.createDirectories(folder.resolve("postgres/data"));
        return folder;
    }

    @Test
    void a_demos_folder_is_gone_when_it_ends() throws IOException {
        Path path;
        try (DemoFolder folder = DemoFolder.make(temporary)) {
            path = folder.path();
            Files.writeString(path.resolve("node.log"), "x");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void what_a_killed_demo_left_is_swept_by_the_next() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path swept = left("dead", "" + dead.pid());
        Path running = left("running", "" + ProcessHandle.current().pid());
        DemoFolder.make(temporary).close();
        assertThat(swept).doesNotExist();
        assertThat(running).isDirectory();
    }

    @Test
    void a_folder_without_an_owner_is_swept_when_it_is_old() throws IOException {
        Path beginning = Files.createDirectory(temporary.resolve("downbeat-demo-beginning"));
        Path old = Files.createDirectory(temporary.resolve("downbeat-demo-old"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path other = Files.createDirectory(temporary.resolve("downbeat-drill-1"));
        DemoFolder.make(temporary).close();
        assertThat(old).doesNotExist();
        assertThat(beginning).isDirectory();
        assertThat(other).isDirectory();
    }
}
