// What does Sparkle read of a release?
import XMLBuilder from "fast-xml-builder";

export interface SparkleFile {
  url: string;
  /** Bytes. */
  size: number;
  mimeType: string;
  /** Base64 of an Ed25519 signature over the file; null where it has none. */
  edSignature: string | null;
}

export interface SparkleRelease {
  title: string;
  link: string;
  version: string;
  /** CFBundleVersion, by which Sparkle compares. */
  bundleVersion: string;
  /** Null for the channel that everybody is on. */
  channel: string | null;
  releasedAt: Date;
  releaseNotes: string;
  minimumSystemVersion: string | null;
  isCritical: boolean;
  file: SparkleFile;
  deltas: readonly (SparkleFile & { fromBundleVersion: string })[];
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  cdataPropName: "#cdata",
  suppressEmptyNode: true,
  format: true,
});

/** Writes an appcast with one release, or with none. */
export function writeAppcast(feed: { title: string; link: string }, release: SparkleRelease | null): string {
  const xml = builder.build({
    "?xml": { "@version": "1.0", "@encoding": "utf-8" },
    rss: {
      "@version": "2.0",
      "@xmlns:sparkle": "http://www.andymatuschak.org/xml-namespaces/sparkle",
      channel: { title: feed.title, link: feed.link, ...(release && { item: itemOf(release) }) },
    },
  });
  return xml.replaceAll(UNWRITABLE, "");
}

/** Characters that no XML document may hold, however they are written. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function itemOf(release: SparkleRelease): Record<string, unknown> {
  return {
    title: release.title,
    pubDate: release.releasedAt.toUTCString(),
    link: release.link,
    "sparkle:version": release.bundleVersion,
    "sparkle:shortVersionString": release.version,
    ...(release.channel !== null && { "sparkle:channel": release.channel }),
    ...(release.minimumSystemVersion !== null && { "sparkle:minimumSystemVersion": release.minimumSystemVersion }),
    ...(release.isCritical && { "sparkle:criticalUpdate": "" }),
    ...(release.releaseNotes !== "" && {
      description: { "@sparkle:format": "markdown", "#cdata": release.releaseNotes },
    }),
    enclosure: enclosureOf(release.file),
    ...(release.deltas.length > 0 && {
      "sparkle:deltas": {
        enclosure: release.deltas.map((delta) => ({
          ...enclosureOf(delta),
          "@sparkle:deltaFrom": delta.fromBundleVersion,
        })),
      },
    }),
  };
}

function enclosureOf({ url, size, mimeType, edSignature }: SparkleFile): Record<string, string> {
  return {
    "@url": url,
    "@length": String(size),
    "@type": mimeType,
    ...(edSignature !== null && { "@sparkle:edSignature": edSignature }),
  };
}

/** `App2.0-1.5.delta`, as Sparkle's own tools call it, leads from 1.5; null for a name that tells nothing. */
export function deltaFromName(fileName: string): string | null {
  return /-([0-9][\w.+]*)\.delta$/i.exec(fileName)?.[1] ?? null;
}
