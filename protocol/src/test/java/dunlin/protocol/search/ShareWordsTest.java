package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareWordsTest {
    private static Info folder(String name, List<List<String>> paths) throws ProtocolException {
        return InfoBuilder.multiFile(
                        name,
                        paths.stream().map(path -> new InfoBuilder.File(path, 1, false)).toList())
                .pieceLength(1 << 20)
                .pieceHashes(new byte[20])
                .build();
    }

    @Test
    void aShareIsFoundByNameTagsDescriptionPathsAndTypes() throws ProtocolException {
        Info info = folder("Holiday", List.of(List.of("Rom", "Forum.JPG"), List.of("notes")));
        ShareWords words = ShareWords.of(info, new Note("of us", List.of("travel")));
        assertThat(words.title()).containsExactlyInAnyOrder("holiday", "travel");
        assertThat(words.all())
                .containsExactlyInAnyOrder(
                        "holiday", "travel", "of", "us", "rom", "forum", "jpg", "notes");
        assertThat(words.types()).containsExactly("jpg");
    }

    @Test
    void eachFileOfAFolderIsFoundThoughTheFolderIsReadOnce() throws ProtocolException {
        Info info =
                folder(
                        "f",
                        List.of(List.of("rom", "a"), List.of("rom", "b"), List.of("bonn", "c")));
        assertThat(ShareWords.of(info, Note.NONE).all())
                .containsExactlyInAnyOrder("f", "rom", "a", "b", "bonn", "c");
    }

    @Test
    void howManyWordsAndTypesThereAreIsBounded() throws ProtocolException {
        List<List<String>> paths =
                IntStream.range(0, 6_000)
                        .mapToObj(i -> List.of(String.valueOf(i), "x.t" + i))
                        .toList();
        ShareWords words = ShareWords.of(folder("f", paths), Note.NONE);
        assertThat(words.all()).hasSizeBetween(ShareWords.MAX_WORDS, ShareWords.MAX_WORDS + 10);
        assertThat(words.types()).hasSizeBetween(ShareWords.MAX_TYPES, ShareWords.MAX_TYPES + 1);
    }

    @Test
    void howMuchOfPathsIsReadIsBounded() throws ProtocolException {
        String longName = "long ".repeat(40);
        List<List<String>> paths =
                IntStream.range(0, 400).mapToObj(i -> List.of(longName + i)).toList();
        ShareWords words = ShareWords.of(folder("f", paths), Note.NONE);
        assertThat(words.all()).contains("long", "0", "300").doesNotContain("399");
    }
}
