import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ArtifactListItem } from "#lib/builds/view.ts";
import type { ManifestDiff } from "#lib/diffs/rules/dependencies-diff.ts";
import type { EntryChange, EntryCounts } from "#lib/diffs/rules/entries-diff.ts";
import type { Contents, Finding } from "#lib/diffs/rules/entry.ts";
import type { VariableChange } from "#lib/diffs/rules/environment-diff.ts";
import type { ConfigChange, LayersDiff } from "#lib/diffs/rules/image-diff.ts";
import type { StructureDiff } from "#lib/diffs/rules/structure-diff.ts";
import type { Block, Hunk } from "#lib/diffs/rules/text-diff.ts";
import type { ApiComparison } from "#lib/openapi/compare-documents.ts";

/** What a build's file turned out to be. */
export interface ContentView {
  name: string;
  /** Bytes, as it is downloaded. */
  size: number;
  sha256: string;
  format: Contents["format"];
  entryCount: number;
  /** What a reviewer should know: names and links that lead out, and the like. */
  findings: Finding[];
  findingCount: number;
  /** Why it could not be read file by file. */
  unreadable: string | null;
}

export interface FilesDiff {
  from: ContentView | null;
  to: ContentView | null;
  /** Of all files, whatever is listed here. */
  counts: EntryCounts;
  /** Of those that fit the question. */
  total: number;
  entries: EntryChange[];
  nextCursor: string | null;
}

/** What would change from one build to another. */
export interface ArtifactDiffView {
  from: ArtifactListItem;
  to: ArtifactListItem;
  /** Null where neither build has a file. */
  files: FilesDiff | null;
  dependencies: ManifestDiff[];
  environment: {
    /** Values are never told, only whether they are the same. */
    variables: VariableChange[];
    /** Why values could not be compared. */
    unreadable: string | null;
  };
  configFiles: EntryChange[];
  /** Both builds name an image. */
  hasImages: boolean;
  /** At least one of them carries an OpenAPI document. */
  hasApiDocuments: boolean;
}

/** What changes for the clients of a product. */
export interface ApisDiffView {
  documents: ApiDocumentDiff[];
}

export interface ApiDocumentDiff {
  path: string;
  part: "files" | "config";
  /** Compared: both builds carry it. */
  status: "added" | "removed" | "compared";
  /** Null where only one of them does. */
  comparison: ApiComparison | null;
}

/** What changed in one file. */
export interface FileDiffView {
  change: EntryChange;
  /** Null where it cannot be shown as text; `note` then says why. */
  text: TextDiffView | null;
  structure: StructureDiff | null;
  note: string | null;
}

export interface TextDiffView {
  fromCount: number;
  toCount: number;
  removed: number;
  added: number;
  /** The last line has no line feed. */
  fromIsCutOff: boolean;
  toIsCutOff: boolean;
  /** Every change of the file, without its text. */
  blocks: Block[];
  /** The next changes with their text. */
  hunks: Hunk[];
  nextCursor: string | null;
}

export interface LinesView {
  start: number;
  /** A very long line is cut, and says how long it was. */
  lines: string[];
  /** Lines of the whole file. */
  total: number;
}

/** A comparison that somebody shared. */
export interface SharedDiffView {
  id: string;
  from: string;
  to: string;
  options: DiffOptions;
  createdAt: string;
  createdBy: ActorView;
  /** Where it is shown, below the address of the server. */
  href: string;
}

/** What the viewer showed. */
export interface DiffOptions {
  section?: "files" | "api" | "dependencies" | "environment" | "configuration" | "image" | undefined;
  path?: string | undefined;
  view?: "split" | "unified" | undefined;
  changedOnly?: boolean | undefined;
}

export interface ImageSideView {
  image: string;
  digest: string;
  /** Bytes of all layers. */
  size: number;
}

export type ImagesDiffView =
  | {
      kind: "compared";
      from: ImageSideView;
      to: ImageSideView;
      platform: string;
      platforms: string[];
      layers: LayersDiff;
      config: ConfigChange[];
      files: ImageFilesView;
    }
  | { kind: "unavailable"; reason: string };

/** The files that the layers brought which the two images do not share. */
export type ImageFilesView =
  | { kind: "compared"; counts: EntryCounts; entries: EntryChange[]; isCut: boolean }
  | { kind: "unavailable"; reason: string };
