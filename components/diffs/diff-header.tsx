"use client";

import { ArrowLeftRight, ArrowRight, FileDown, Link2 } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { BuildPicker } from "#components/diffs/build-picker.tsx";
import { type Pair, pdfHref, shareDiff } from "#components/diffs/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ArtifactListItem } from "#lib/builds/view.ts";
import type { ArtifactDiffView, DiffOptions } from "#lib/diffs/view.ts";

/** Both builds, and what can be done with the comparison. */
export function DiffHeader({ pair, diff, options, onPair }: DiffHeaderProps) {
  return (
    <div className="rounded-lg border border-line bg-surface p-3 shadow-panel">
      <div className="grid items-start gap-x-3 gap-y-2 md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
        <Build
          label="Before"
          id={pair.from}
          build={diff?.from ?? null}
          onPick={onPair && ((from) => onPair({ ...pair, from }))}
        />
        {onPair ? (
          <IconButton
            icon={ArrowLeftRight}
            label="Swap the two"
            onClick={() => onPair({ from: pair.to, to: pair.from })}
            className="max-md:rotate-90 max-md:justify-self-center"
          />
        ) : (
          <ArrowRight aria-hidden className="mt-2 size-4 text-faint max-md:rotate-90 max-md:justify-self-center" />
        )}
        <Build
          label="After"
          id={pair.to}
          build={diff?.to ?? null}
          onPick={onPair && ((to) => onPair({ ...pair, to }))}
        />
      </div>
      {diff && (
        <div className="mt-3 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-2">
          <ShareButton pair={pair} options={options} />
          <Button asChild size="sm">
            <a href={pdfHref(pair)} download>
              <FileDown aria-hidden />
              PDF report
            </a>
          </Button>
        </div>
      )}
    </div>
  );
}

type DiffHeaderProps = {
  pair: Pair;
  diff: ArtifactDiffView | undefined;
  options: DiffOptions;
  /** Without it the two builds are given, as where a release is approved. */
  onPair: ((pair: Pair) => void) | undefined;
};

function Build({ label, id, build, onPick }: BuildProps) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-2xs font-medium text-faint">{label}</p>
      {onPick ? (
        <BuildPicker label={`${label}: build`} chosen={build} value={id} onChange={onPick} />
      ) : (
        <p className="font-medium">{build && `${build.product.name} ${build.version ?? ""}`}</p>
      )}
      {build && (
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted">
          {build.gitCommit && <code className="font-mono">{build.gitCommit.slice(0, 12)}</code>}
          {build.file && <span className="min-w-0 truncate">{build.file.fileName}</span>}
          {!build.file && build.imageTags[0] && <span className="min-w-0 truncate">{build.imageTags[0]}</span>}
          {build.size !== null && <span>{formatBytes(build.size)}</span>}
          <span>
            built <RelativeTime at={build.builtAt} />
          </span>
        </p>
      )}
    </div>
  );
}

type BuildProps = {
  label: string;
  id: string;
  build: ArtifactListItem | null;
  onPick: ((id: string) => void) | undefined;
};

function ShareButton({ pair, options }: { pair: Pair; options: DiffOptions }) {
  const [href, setHref] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function share() {
    setIsBusy(true);
    try {
      const shared = await shareDiff(pair, options);
      setHref(new URL(shared.href, window.location.origin).href);
    } catch (error) {
      toast({ kind: "bad", title: "The comparison could not be shared", detail: sentenceOf(error) });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <>
      <Button size="sm" busy={isBusy} onClick={() => void share()}>
        <Link2 aria-hidden />
        Share
      </Button>
      <Dialog
        open={href !== null}
        onOpenChange={(isOpen) => !isOpen && setHref(null)}
        title="A link to this comparison"
        description="It holds these two builds and what you look at now. Whoever opens it has to be signed in."
      >
        <div className="flex items-center gap-2 rounded-md border border-line bg-sunken px-2 py-1">
          <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{href}</code>
          <CopyButton text={href ?? ""} label="Copy link" />
        </div>
      </Dialog>
    </>
  );
}
