package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BencodeWriter;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Torrents of few bytes whose paths are many names. */
@Tag("attack")
class DeepPathsAttackTest {
    /** A v2 tree: a chain of folders, and so many empty files in the deepest. */
    private static byte[] below(int depth, int files) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("file tree").dictionary();
        for (int i = 0; i < depth; i++) {
            out.key("a").dictionary();
        }
        for (int i = 0; i < files; i++) {
            out.key(String.format("%06d", i)).dictionary();
            out.key("").dictionary().key("length").integer(0).end().end();
        }
        for (int i = 0; i <= depth; i++) {
            out.end();
        }
        out.key("meta version").integer(2);
        out.key("name").text("deep");
        out.key("piece length").integer(16384);
        return out.end().toBytes();
    }

    /** A v1 list: each file in folders of its own from the first on. */
    private static byte[] apart(int depth, int files) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("files").list();
        for (int i = 0; i < files; i++) {
            out.dictionary().key("length").integer(i == 0 ? 1 : 0).key("path").list();
            out.text(Integer.toString(i));
            Collections.nCopies(depth - 1, "a").forEach(out::text);
            out.text("f").end().end();
        }
        out.end();
        out.key("name").text("deep");
        out.key("piece length").integer(16384);
        out.key("pieces").string(new byte[20]);
        return out.end().toBytes();
    }

    @Test
    void refusesATreeOfFewBytesThatStandsForMillionsOfNames() {
        byte[] info = below(98, 200_000);
        assertThat(info.length).isLessThan(6_500_000);
        assertThatThrownBy(() -> Info.parse(info))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("paths of more than 1000000 names together");
    }

    @Test
    void refusesMoreFoldersThanFilesCanNeed() {
        byte[] info = apart(98, 2_000);
        assertThat(info.length).isLessThan(700_000);
        assertThatThrownBy(() -> Info.parse(info))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(" folders for ");
    }

    @Test
    void takesWhatHonestFoldersAre() throws ProtocolException {
        assertThat(Info.parse(below(20, 40_000)).files()).hasSize(40_000);
        assertThat(Info.parse(apart(4, 50_000)).files()).hasSize(50_000);
        assertThat(Info.parse(apart(98, 100)).files()).hasSize(100);
    }
}
