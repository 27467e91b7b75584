package dunlin.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.storage.StorageException;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFileTest {
    @TempDir Path folder;
    private Path state;
    private Path file;

    @BeforeEach
    void chooseAFolderThatIsNotThereYet() {
        state = folder.resolve("new").resolve("state");
        file = state.resolve("identity.key");
    }

    @Test
    void makesAKeyOnFirstUseAndKeepsIt() throws Exception {
        PeerKeyPair made = IdentityFile.open(state);
        byte[] bytes = Files.readAllBytes(file);

        assertThat(IdentityFile.open(state).publicKey()).isEqualTo(made.publicKey());
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(Files.readString(file))
                .isEqualTo(
                        "dunlin identity 1\nkey "
                                + made.publicKey()
                                + "\nseed "
                                + HexFormat.of().formatHex(made.seed())
                                + "\n");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void allWhoAskAtOnceGetTheSameKey() throws Exception {
        int askers = 16;
        CyclicBarrier start = new CyclicBarrier(askers);
        List<Future<PeerKey>> keys = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(askers)) {
            for (int i = 0; i < askers; i++) {
                keys.add(
                        threads.submit(() -> {
                            start.await();
                            return IdentityFile.open(state).publicKey();
                        }));
            }
        }
        PeerKey kept = IdentityFile.open(state).publicKey();
        for (Future<PeerKey> key : keys) {
            assertThat(key.get()).isEqualTo(kept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dunlin identity 1\n", "cut", "flipped", "longer", "swapped"})
    void saysThatAKeyIsDamagedAndDoesNotReplaceIt(String damage) throws Exception {
        PeerKeyPair made = IdentityFile.open(state);
        String text = Files.readString(file);
        String seed = HexFormat.of().formatHex(made.seed());
        char first = seed.charAt(0) == '0' ? '1' : '0';
        String damaged =
                switch (damage) {
                    case "cut" -> text.substring(0, text.length() - 2);
                    case "flipped" -> text.replace(seed, first + seed.substring(1));
                    case "longer" -> text + "x".repeat(5_000);
                    case "swapped" -> text.replace("seed", "key");
                    default -> damage;
                };
        Files.writeString(file, damaged);

        assertThatThrownBy(() -> IdentityFile.open(state))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.KEY_DAMAGED))
                .hasMessageEndingWith(file + " is damaged")
                .hasMessageNotContaining(seed);
        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw----", "rw--w----"})
    void makesAKeyPrivateThatOthersMayRead(String permissions) throws Exception {
        PeerKey made = IdentityFile.open(state).publicKey();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(IdentityFile.open(state).publicKey()).isEqualTo(made);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesAKeyAloneThatOnlyItsOwnerMayRead() throws Exception {
        PeerKey made = IdentityFile.open(state).publicKey();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(IdentityFile.open(state).publicKey()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
    }

    @Test
    void saysThatTheFolderCannotBeUsed() throws IOException {
        Files.writeString(folder.resolve("new"), "a file where a folder should be");

        assertThatThrownBy(() -> IdentityFile.open(state))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("cannot use this peer's key " + file + ": ");
    }

    @Test
    void aFolderInItsPlaceIsNoKey() throws IOException {
        Files.createDirectories(file);

        assertThatThrownBy(() -> IdentityFile.open(state)).isInstanceOf(StorageException.class);
    }
}
