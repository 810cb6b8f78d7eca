import { Badge } from "#components/ui/badge.tsx";
import { formatBytes, formatDuration } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { Reason } from "#lib/updates/rules/choose-version.ts";
import type { DownloadView, UpdateAnswer } from "#lib/updates/view.ts";

const REASONS: Record<Reason, string> = {
  newest: "It runs what it is offered.",
  ahead: "It runs something newer than what the channel offers.",
  notYourTurn: "There is something newer, and it is not its turn yet.",
  incompatible: "There is something newer that it cannot run.",
  floorWithdrawn: "It would have to pass through a version that nobody is offered any more.",
  nothingOffered: "The channel offers nothing yet.",
};

/** What a client was told, in words. */
export function UpdateAnswerView({ answer }: { answer: UpdateAnswer }) {
  const again = `It asks again in ${formatDuration(answer.checkAgainSeconds)}.`;
  if (!answer.updateAvailable) {
    return (
      <Notice kind="info" title="Nothing to install">
        {REASONS[answer.reason]} {answer.detail && `(${answer.detail}) `}
        {again}
      </Notice>
    );
  }
  const { toVersion, targetVersion, files, image, mandatory } = answer;
  return (
    <div className="space-y-2 rounded-md border border-line bg-sunken/40 px-3 py-2.5">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">
          {answer.fromVersion} → {toVersion}
        </span>
        {targetVersion !== toVersion && <Badge>on the way to {targetVersion}</Badge>}
        {mandatory && <Badge>mandatory</Badge>}
      </p>
      {image && <code className="block font-mono text-xs break-all">{image}</code>}
      <ul className="space-y-1">
        {files.map((file) => (
          <li key={file.fileName} className="text-muted">
            <span className="text-ink">{file.fileName}</span>: {sentenceOf(file.package, file.fallback)}
            {file.chain.length > 0 && `, or ${file.chain.length} deltas of ${formatBytes(sumOf(file.chain))} together`}
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">{again}</p>
    </div>
  );
}

function sentenceOf(best: DownloadView, whole: DownloadView): string {
  if (!best.isDelta) return `the whole file, ${formatBytes(whole.size)}`;
  return `${best.format} from ${best.deltaFromVersion ?? ""}, ${formatBytes(best.size)} instead of ${formatBytes(whole.size)}`;
}

function sumOf(chain: readonly DownloadView[]): number {
  return chain.reduce((sum, { size }) => sum + size, 0);
}
