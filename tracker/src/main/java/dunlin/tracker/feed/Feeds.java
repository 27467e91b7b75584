package dunlin.tracker.feed;

import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The newest shares as a feed: Atom (RFC 4287) and RSS 2.0 with the torrents enclosed. */
public final class Feeds {
    private static final int NEWEST = 100;
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

    private final Catalogue catalogue;
    private final InstantSource time;
    private final IndexNames names;

    public Feeds(Catalogue catalogue, InstantSource time, IndexNames names) {
        this.catalogue = catalogue;
        this.time = time;
        this.names = names;
    }

    /** Writes elements; what they contain is escaped. */
    private interface Content {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    public HttpResponse atom(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String here = names.url(request);
        List<Entry> entries = catalogue.list(0, NEWEST);
        return answer(
                "application/atom+xml; charset=utf-8",
                xml -> {
                    xml.writeStartElement("feed");
                    xml.writeDefaultNamespace(ATOM);
                    element(xml, "title", "New shares at " + here);
                    element(xml, "id", here + "/feed.atom");
                    link(xml, "self", here + "/feed.atom", "application/atom+xml");
                    link(xml, "alternate", here + "/", "text/html");
                    element(
                            xml,
                            "updated",
                            (entries.isEmpty()
                                            ? time.instant()
                                            : entries.getFirst().listing().sharedAt())
                                    .toString());
                    for (Entry entry : entries) {
                        atomEntry(xml, here, entry.listing());
                    }
                    xml.writeEndElement();
                });
    }

    private static void atomEntry(XMLStreamWriter xml, String here, Listing share)
            throws XMLStreamException {
        xml.writeStartElement("entry");
        element(xml, "title", safe(share.name()));
        element(xml, "id", "urn:btih:" + share.id());
        element(xml, "updated", share.sharedAt().toString());
        xml.writeStartElement("author");
        element(xml, "name", safe(share.sharedBy()));
        xml.writeEndElement();
        link(xml, "alternate", here + "/share/" + share.id(), "text/html");
        link(xml, "enclosure", torrent(here, share), "application/x-bittorrent");
        element(xml, "summary", summary(share));
        xml.writeEndElement();
    }

    public HttpResponse rss(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String here = names.url(request);
        List<Entry> entries = catalogue.list(0, NEWEST);
        return answer(
                "application/rss+xml; charset=utf-8",
                xml -> {
                    xml.writeStartElement("rss");
                    xml.writeAttribute("version", "2.0");
                    xml.writeStartElement("channel");
                    element(xml, "title", "New shares at " + here);
                    element(xml, "link", here + "/");
                    element(xml, "description", "What was shared last at this Dunlin index");
                    for (Entry entry : entries) {
                        rssItem(xml, here, entry);
                    }
                    xml.writeEndElement();
                    xml.writeEndElement();
                });
    }

    private static void rssItem(XMLStreamWriter xml, String here, Entry entry)
            throws XMLStreamException {
        Listing share = entry.listing();
        xml.writeStartElement("item");
        element(xml, "title", safe(share.name()));
        element(xml, "link", here + "/share/" + share.id());
        xml.writeStartElement("guid");
        xml.writeAttribute("isPermaLink", "false");
        xml.writeCharacters(share.id().toString());
        xml.writeEndElement();
        element(
                xml,
                "pubDate",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        share.sharedAt().atOffset(ZoneOffset.UTC)));
        element(xml, "description", summary(share));
        xml.writeEmptyElement("enclosure");
        xml.writeAttribute("url", torrent(here, share));
        xml.writeAttribute("length", Integer.toString(entry.torrentLength()));
        xml.writeAttribute("type", "application/x-bittorrent");
        xml.writeEndElement();
    }

    private static String torrent(String here, Listing share) {
        return here + "/api/v1/shares/" + share.id() + "/torrent";
    }

    private static String summary(Listing share) {
        String facts =
                "%d bytes in %d file%s, shared by %s"
                        .formatted(
                                share.size(),
                                share.files(),
                                share.files() == 1 ? "" : "s",
                                share.sharedBy());
        String description = share.note().description();
        return safe(description.isEmpty() ? facts : facts + ". " + description.replace('\n', ' '));
    }

    /** Text of strangers without what XML 1.0, 2.2 has no way to write. */
    private static String safe(String text) {
        return SafeText.forTerminal(text).replaceAll("[\ufffe\uffff]", "");
    }

    private static HttpResponse answer(String contentType, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16_384);
        try {
            XMLStreamWriter xml = XML.createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            content.write(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return new HttpResponse(200, contentType, out.toByteArray());
    }

    private static void element(XMLStreamWriter xml, String name, String text)
            throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, String rel, String href, String type)
            throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", rel);
        xml.writeAttribute("href", href);
        xml.writeAttribute("type", type);
    }
}
