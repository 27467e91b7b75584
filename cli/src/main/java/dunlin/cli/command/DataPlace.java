package dunlin.cli.command;

import dunlin.protocol.metainfo.Info;
import dunlin.storage.name.StoredName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the data of a torrent stands: its file or folder, or the folder that holds it. */
final class DataPlace {
    private DataPlace() {}

    /** What a person means by {@code data}, which is there. */
    static Path of(Info info, Path data) {
        if (!Files.isDirectory(data) || (!info.isSingleFile() && holds(data, firstName(info)))) {
            return data;
        }
        return in(info, data)
                .orElse(info.isSingleFile() ? data.resolve(StoredName.of(info.wireName())) : data);
    }

    /** The file or folder of the share's name in that folder, if there is one. */
    static Optional<Path> in(Info info, Path folder) {
        return StoredName.candidates(info.wireName()).stream()
                .map(folder::resolve)
                .filter(inside -> info.isSingleFile() == Files.isRegularFile(inside))
                .filter(Files::exists)
                .findFirst();
    }

    private static String firstName(Info info) {
        return info.files().stream()
                .filter(file -> !file.padding())
                .findFirst()
                .orElse(info.files().getFirst())
                .path()
                .getFirst();
    }

    private static boolean holds(Path folder, String wireName) {
        return StoredName.candidates(wireName).stream()
                .anyMatch(name -> Files.exists(folder.resolve(name)));
    }
}
