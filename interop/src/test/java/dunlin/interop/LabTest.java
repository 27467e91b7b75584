package dunlin.interop;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests with real programs have in common: a bench of their own each, and an end in any
 * case.
 */
abstract class LabTest {
    @TempDir Path temporary;
    @AutoClose Lab lab;

    @BeforeEach
    void openTheLab() {
        lab = new Lab(temporary);
    }

    Dunlin dunlin() {
        return Dunlin.at(lab, Host.LOOPBACK);
    }
}
