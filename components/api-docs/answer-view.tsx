import type { Answer } from "#components/api-docs/send.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";

/** What the server answered, word for word. */
export function AnswerView({ answer }: { answer: Answer }) {
  const isGood = answer.status < 400;
  const text = answer.contentType.includes("json") && !answer.isCut ? pretty(answer.text) : answer.text;
  return (
    <Panel title="Answer" actions={<CopyButton text={answer.text} label="Copy the answer" />}>
      <p className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-3 py-2">
        <strong className={isGood ? "text-good-ink" : "text-bad-ink"}>
          {answer.status} {answer.statusText}
        </strong>
        <span className="text-muted">{Math.round(answer.milliseconds)} ms</span>
        <span className="text-muted">{formatBytes(new Blob([answer.text]).size)}</span>
        <span className="text-muted">{answer.contentType}</span>
      </p>
      {answer.isCut && (
        <p className="border-b border-line bg-warn-soft px-3 py-1.5 text-warn-ink">Only the beginning is shown.</p>
      )}
      <pre tabIndex={0} className="max-h-[28rem] overflow-auto p-3 font-mono text-xs leading-5">
        {text || <span className="font-sans text-faint">no body</span>}
      </pre>
      <details className="border-t border-line px-3 py-2">
        <summary className="rounded text-muted hover:text-ink">Headers</summary>
        <dl className="mt-1 font-mono text-xs">
          {answer.headers.map(([name, value]) => (
            <div key={name} className="flex gap-2">
              <dt className="text-muted">{name}:</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Panel>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // Says JSON and is none: as it came.
  }
}
