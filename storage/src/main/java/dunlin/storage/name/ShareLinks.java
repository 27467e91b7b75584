package dunlin.storage.name;

import dunlin.protocol.metainfo.FileEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The symbolic links of a share (BEP 47) that can be made on a disk: those that lead, maybe over
 * other links, to a file or a folder of the same share. All others are left out, as they could lead
 * out of the folder. Pure.
 */
public final class ShareLinks {
    /** Most links that are followed one after the other, as on Linux. */
    private static final int MAX_HOPS = 40;

    private final List<FileEntry> files;
    private final List<List<String>> paths;

    /** Where each path on the wire is on the disk, folders too. */
    private final Map<List<String>, List<String>> places = new HashMap<>();

    private final Map<List<String>, List<String>> targets = new HashMap<>();

    private ShareLinks(List<FileEntry> files, List<List<String>> paths) {
        this.files = files;
        this.paths = paths;
        for (int i = 0; i < files.size(); i++) {
            FileEntry file = files.get(i);
            if (!file.padding()) {
                List<String> wire = file.path();
                for (int depth = wire.size(); depth > 0; depth--) {
                    places.putIfAbsent(wire.subList(0, depth), paths.get(i).subList(0, depth));
                }
                file.link().ifPresent(target -> targets.putIfAbsent(wire, target));
            }
        }
    }

    /**
     * What each link is to hold, a path from the folder that it stands in.
     *
     * @param paths of the files on the disk, below the share's folder
     * @return for each file; empty for what is no link, or one that is left out
     */
    public static List<Optional<String>> of(List<FileEntry> files, List<List<String>> paths) {
        if (files.stream().allMatch(file -> file.link().isEmpty())) {
            return files.stream().map(_ -> Optional.<String>empty()).toList();
        }
        ShareLinks links = new ShareLinks(files, paths);
        List<Optional<String>> made = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            made.add(links.made(i));
        }
        return made;
    }

    private Optional<String> made(int file) {
        return files.get(file)
                .link()
                .filter(this::isFound)
                .flatMap(target -> Optional.ofNullable(places.get(target)))
                .map(to -> way(paths.get(file).subList(0, paths.get(file).size() - 1), to));
    }

    /** From a folder to a file or a folder. */
    private static String way(List<String> from, List<String> to) {
        int common = 0;
        while (common < Math.min(from.size(), to.size() - 1)
                && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>();
        for (int i = common; i < from.size(); i++) {
            way.add("..");
        }
        way.addAll(to.subList(common, to.size()));
        return String.join("/", way);
    }

    private boolean isFound(List<String> target) {
        List<String> at = target;
        for (int hops = 0; hops < MAX_HOPS; hops++) {
            if (!places.containsKey(at)) {
                return false;
            }
            List<String> next = targets.get(at);
            if (next == null) {
                return true;
            }
            at = next;
        }
        return false;
    }
}
