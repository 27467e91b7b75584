package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.ShareBuilder.Options;
import dunlin.storage.name.StoredName;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Shares whose names no disk has, or not this one, or not side by side. */
@EnabledOnOs(OS.LINUX)
class OddNamesTest {
    private static final int PIECE_LENGTH = 16 * 1024;

    @TempDir private Path folder;

    private static Info odd() throws Exception {
        List<InfoBuilder.File> files =
                List.of(
                        file("a/b", 3),
                        file("a_b", 3),
                        file("line\nbreak", 3),
                        file("Makefile", 3),
                        file("makefile", 3),
                        file("same", 3),
                        file("same", 3),
                        file("end. ", 3),
                        file("x".repeat(300) + ".txt", 3),
                        new InfoBuilder.File(
                                List.of("deep", "link"), 0, false, Optional.of(List.of("a/b"))),
                        new InfoBuilder.File(
                                List.of("out"), 0, false, Optional.of(List.of("..", "etc"))));
        byte[] hash = Sha1.digest().digest("abcdefghijklmnopqrstuvwxyz0".getBytes(UTF_8));
        return InfoBuilder.multiFile("C:\\odd\n", files)
                .pieceLength(PIECE_LENGTH)
                .pieceHashes(hash)
                .build();
    }

    private static InfoBuilder.File file(String name, int length) {
        return new InfoBuilder.File(List.of(name), length, false);
    }

    @Test
    void areFetchedUnderNamesThatTheDiskHasAndFoundAgain() throws Exception {
        Info info = odd();
        String name = StoredName.of(info.wireName());
        try (ShareFiles files = ShareFiles.open(folder, name, info, OpenMode.FETCH)) {
            files.check();
            files.write(0, ByteBuffer.wrap("abcdefghijklmnopqrstuvwxyz0".getBytes(UTF_8)));
            files.force();
            files.finish(Bitfield.all(1));
        }
        Path share = folder.resolve("C:_odd_");
        assertThat(share.resolve("a_b")).hasContent("abc");
        assertThat(share.resolve("a_b (2)")).hasContent("def");
        assertThat(share.resolve("line_break")).hasContent("ghi");
        assertThat(share.resolve("makefile")).hasContent("mno");
        assertThat(share.resolve("same (2)")).hasContent("stu");
        assertThat(share.resolve("end. ")).hasContent("vwx");
        assertThat(share.resolve("x".repeat(251) + ".txt")).hasContent("yz0");
        assertThat(Files.readSymbolicLink(share.resolve("deep/link"))).hasToString("../a_b");
        assertThat(Files.exists(share.resolve("out"), LinkOption.NOFOLLOW_LINKS)).isFalse();

        assertThat(Verifier.verify(info, folder, name, 1, _ -> {}).isAll()).isTrue();
        assertThat(Diagnosis.make(info, folder, name, 1, _ -> {}).foreign()).isEmpty();
        ByteBuffer read = ByteBuffer.allocate(27);
        try (ShareFiles files = ShareFiles.open(folder, name, info, OpenMode.SERVE)) {
            files.read(0, read);
        }
        assertThat(new String(read.array(), UTF_8)).isEqualTo("abcdefghijklmnopqrstuvwxyz0");
    }

    @Test
    void areSharedUnderTheNamesThatTheyHave() throws Exception {
        Path made = Files.createDirectory(folder.resolve("made"));
        for (String name : List.of("Case", "case", "dot.", "new\nline", "back\\slash")) {
            Files.writeString(made.resolve(name), name);
        }
        Built built = ShareBuilder.build(made, Options.defaults(), (_, _) -> {});
        assertThat(built.skipped()).isEmpty();
        assertThat(built.info().files()).hasSize(5);
        assertThat(Verifier.verify(built.info(), folder, "made", 1, _ -> {}).isAll()).isTrue();

        Path moved = Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(made.resolve("new\nline"), made.resolve("new_line"));
        Files.move(made.resolve("back\\slash"), made.resolve("back_slash"));
        Files.move(made, moved.resolve("made"));
        assertThat(Verifier.verify(built.info(), moved, "made", 1, _ -> {}).isAll())
                .as("as it is where it was fetched")
                .isTrue();
    }
}
