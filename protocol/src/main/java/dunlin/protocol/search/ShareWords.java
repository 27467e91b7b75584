package dunlin.protocol.search;

import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * By which words a share is found; the same in every catalogue.
 *
 * @param title words of its name and tags
 * @param all those, and of its description and the paths of its files
 * @param types of its files, as {@link FileType} has them
 */
public record ShareWords(Set<String> title, Set<String> all, Set<String> types) {
    /** Of how many characters of paths the words are taken. */
    public static final int MAX_PATHS = 64 * 1024;

    /** How many words a share is found by at most, or a few more. */
    public static final int MAX_WORDS = 4_096;

    /** How many types, or one more. */
    public static final int MAX_TYPES = 64;

    public ShareWords {
        title = Collections.unmodifiableSet(title);
        all = Collections.unmodifiableSet(all);
        types = Collections.unmodifiableSet(types);
    }

    public static ShareWords of(Info info, Note note) {
        Set<String> title = Words.toFind(info.name());
        note.tags().forEach(tag -> title.addAll(Words.toFind(tag)));
        Set<String> all = new LinkedHashSet<>(title);
        all.addAll(Words.toFind(note.description()));
        Set<String> types = new LinkedHashSet<>();
        addPaths(info.files(), all, types);
        return new ShareWords(title, all, types);
    }

    private static void addPaths(List<FileEntry> files, Set<String> words, Set<String> types) {
        int characters = 0;
        List<String> earlierFolder = List.of();
        for (FileEntry file : files) {
            if (file.padding()) {
                continue;
            }
            String name = file.path().getLast();
            if (types.size() < MAX_TYPES) {
                types.addAll(FileType.of(name));
            }
            // Files of one folder mostly follow each other: its words are there already.
            List<String> folder = file.path().subList(0, file.path().size() - 1);
            if (characters <= MAX_PATHS && words.size() < MAX_WORDS) {
                String text = folder.equals(earlierFolder) ? name : file.displayPath();
                earlierFolder = folder;
                characters += text.length();
                if (characters <= MAX_PATHS) {
                    words.addAll(Words.toFind(text));
                }
            }
        }
    }
}
