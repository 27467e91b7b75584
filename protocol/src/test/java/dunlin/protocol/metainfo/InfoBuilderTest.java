package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoBuilderTest {
    private static final String HASH = "abcdefghijklmnopqrst";

    @Test
    void writesASingleFileAsTheSpecificationHasIt() throws ProtocolException {
        Info info =
                InfoBuilder.singleFile("a.bin", 5)
                        .pieceLength(16384)
                        .pieceHashes(HASH.getBytes(UTF_8))
                        .build();
        assertThat(info.bytes())
                .asString(UTF_8)
                .isEqualTo(
                        "d6:lengthi5e4:name5:a.bin12:piece lengthi16384e6:pieces20:" + HASH + "e");
        assertThat(info.isSingleFile()).isTrue();
        assertThat(info.isPrivate()).isFalse();
        assertThat(info.geometry()).isEqualTo(new Geometry(5, 16384));
        assertThat(info.pieceHash(0)).isEqualTo(HASH.getBytes(UTF_8));
    }

    @Test
    void writesAFolderInTheOrderGivenWithoutPadding() throws ProtocolException {
        Info info =
                InfoBuilder.multiFile(
                                "folder",
                                List.of(
                                        new InfoBuilder.File(List.of("sub", "b"), 3, true),
                                        new InfoBuilder.File(List.of("a"), 2, false)))
                        .pieceLength(4)
                        .pieceHashes((HASH + HASH).getBytes(UTF_8))
                        .privateShare(true)
                        .build();
        assertThat(info.bytes())
                .asString(UTF_8)
                .isEqualTo(
                        "d5:filesld4:attr1:x6:lengthi3e4:pathl3:sub1:bee"
                                + "d6:lengthi2e4:pathl1:aeee4:name6:folder12:piece lengthi4e"
                                + "6:pieces40:"
                                + HASH
                                + HASH
                                + "7:privatei1ee");
        assertThat(info.files())
                .containsExactly(
                        new FileEntry(List.of("sub", "b"), 0, 3, false, true),
                        new FileEntry(List.of("a"), 3, 2, false, false));
        assertThat(info.isPrivate()).isTrue();
        assertThat(info.isSingleFile()).isFalse();
    }

    @Test
    void carriesWhateverNamesAFileSystemHas() throws ProtocolException {
        Info info =
                InfoBuilder.multiFile(
                                "dir.",
                                List.of(
                                        new InfoBuilder.File(List.of("Makefile"), 1, false),
                                        new InfoBuilder.File(List.of("makefile"), 1, false),
                                        new InfoBuilder.File(List.of("new\nline\\"), 1, false)))
                        .pieceLength(16384)
                        .pieceHashes(HASH.getBytes(UTF_8))
                        .build();
        assertThat(info.wireName()).isEqualTo("dir.");
        assertThat(info.files())
                .extracting(FileEntry::path)
                .containsExactly(List.of("Makefile"), List.of("makefile"), List.of("new\nline\\"));
        assertThat(info.files().getLast().displayPath()).isEqualTo("new_line_");
    }

    @Test
    void refusesAPathDeeperThanOthersTake() {
        InfoBuilder.File deep = new InfoBuilder.File(Collections.nCopies(200, "a"), 1, false);
        assertThatThrownBy(() -> InfoBuilder.multiFile("x", List.of(deep)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesHashesThatDoNotGoWithTheLength() throws ProtocolException {
        InfoBuilder builder = InfoBuilder.singleFile("a", 17000).pieceLength(16384);
        assertThatThrownBy(builder::build).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> builder.pieceHashes(HASH.getBytes(UTF_8)).build())
                .hasMessageContaining("2 hashes");
    }
}
