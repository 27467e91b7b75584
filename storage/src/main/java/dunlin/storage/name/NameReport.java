package dunlin.storage.name;

import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of the names of a share on a disk, for a person to hear of. Immutable.
 *
 * @param renamed the files that are stored under another path than their maker gave them
 * @param leftOut the links that are not made, as they would lead out of the share
 */
public record NameReport(List<Renamed> renamed, List<String> leftOut) {
    /**
     * A file that is stored under another path.
     *
     * @param file its index in {@link Info#files()}
     * @param storedAs below the share's folder
     */
    public record Renamed(int file, String storedAs) {}

    public NameReport {
        renamed = List.copyOf(renamed);
        leftOut = List.copyOf(leftOut);
    }

    /** Of a share that would be fetched to this machine's usual file system. */
    public static NameReport of(Info info) {
        return of(info, DiskNames.fetched(info.files(), () -> NameRules.HERE));
    }

    /**
     * Of a share that stands here.
     *
     * @param content its file or folder
     */
    public static NameReport at(Path content, Info info) {
        Path absolute = content.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder == null
                ? of(info)
                : of(info, Placement.of(folder, absolute.getFileName().toString(), info));
    }

    private static NameReport of(Info info, List<List<String>> paths) {
        List<Renamed> renamed = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<Optional<String>> links = ShareLinks.of(info.files(), paths);
        for (int i = 0; i < paths.size(); i++) {
            FileEntry file = info.files().get(i);
            if (file.padding()) {
                continue;
            }
            if (file.link().isPresent() && links.get(i).isEmpty()) {
                leftOut.add(file.displayPath());
            } else if (!info.isSingleFile() && !file.path().equals(paths.get(i))) {
                renamed.add(new Renamed(i, String.join("/", paths.get(i))));
            }
        }
        return new NameReport(renamed, leftOut);
    }
}
