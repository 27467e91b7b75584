import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Sums up the test reports of all modules: which failed, which were left out and why. Exits with 1 if one failed. */
void main() throws Exception {
    int tests = 0;
    var failed = new ArrayList<String>();
    var leftOut = new ArrayList<String>();
    for (Path report : reports()) {
        var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getDocumentElement();
        var cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            var test = (Element) cases.item(i);
            var name = test.getAttribute("classname") + " " + test.getAttribute("name");
            tests++;
            if (has(test, "failure") || has(test, "error")) {
                failed.add(name);
            } else if (has(test, "skipped")) {
                leftOut.add(name + ": " + reason(test));
            }
        }
    }
    IO.println("%n%d tests: %d passed, %d failed, %d left out".formatted(
            tests, tests - failed.size() - leftOut.size(), failed.size(), leftOut.size()));
    failed.forEach(line -> IO.println("  failed: " + line));
    leftOut.forEach(line -> IO.println("  left out: " + line));
    IO.println("Coverage: interop/target/site/jacoco-aggregate/index.html");
    System.exit(failed.isEmpty() ? 0 : 1);
}

List<Path> reports() throws IOException {
    try (var paths = Files.find(Path.of("."), 4, (path, _) -> path.toString().contains("surefire-reports/TEST-"))) {
        return paths.sorted().toList();
    }
}

/** Why it was left out: what the assumption says, or the condition on the test. */
String reason(Element test) {
    var skipped = (Element) test.getElementsByTagName("skipped").item(0);
    String message = skipped.getAttribute("message");
    String said = message.isBlank() ? skipped.getTextContent().strip() : message;
    return said.lines().findFirst().orElse("no reason given").replaceFirst(".*Assumption failed: ", "");
}

boolean has(Element test, String tag) {
    return test.getElementsByTagName(tag).getLength() > 0;
}
