import { ChangelogView } from "#components/products/changelog-view.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";

type NotesPreviewProps = { releaseNotes: string; entries: readonly ChangelogEntry[] };

/** Notes and changelog as readers will see them, beside what is being written. */
export function NotesPreview({ releaseNotes, entries }: NotesPreviewProps) {
  const isEmpty = releaseNotes.trim() === "" && entries.length === 0;
  return (
    <Panel title="Preview" className="lg:sticky lg:top-4" bodyClassName="max-h-[80vh] space-y-4 overflow-y-auto p-4">
      {isEmpty && <p className="text-muted">What you write appears here.</p>}
      {releaseNotes.trim() !== "" && <Markdown text={releaseNotes} />}
      <ChangelogView entries={entries} />
    </Panel>
  );
}
