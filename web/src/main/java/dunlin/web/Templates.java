package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The pages' templates. Whatever is put into one is escaped. Immutable. */
public final class Templates {
    /**
     * Nothing from elsewhere, no script within the page, no frame around it: what a share's name
     * may smuggle in would have nothing to run with.
     */
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
                            + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                            + " frame-ancestors 'none'",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-cache");

    private final Class<?> owner;
    private final Map<String, Template> templates = new HashMap<>();

    /**
     * @param owner the class beside which the templates lie
     * @param names without {@code .mustache}
     */
    public Templates(Class<?> owner, String... names) {
        this.owner = owner;
        Mustache.Compiler compiler =
                Mustache.compiler()
                        .escapeHTML(true)
                        .emptyStringIsFalse(true)
                        .withLoader(name -> new StringReader(text(name + ".mustache")));
        for (String name : names) {
            templates.put(name, compiler.compile(text(name + ".mustache")));
        }
    }

    private String text(String resource) {
        return new String(bytes(owner, resource), UTF_8);
    }

    /** A file that lies beside a class. */
    public static byte[] bytes(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page made from a template and what it asks for. */
    public HttpResponse page(int status, String name, Map<String, Object> values) {
        Template template = templates.get(name);
        if (template == null) {
            throw new IllegalArgumentException("there is no page " + name);
        }
        byte[] html = template.execute(values).getBytes(UTF_8);
        return new HttpResponse(status, "text/html; charset=utf-8", html, HEADERS, () -> {});
    }
}
