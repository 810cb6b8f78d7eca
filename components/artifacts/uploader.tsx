"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Pause, Play, RotateCw, Upload, X } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import {
  findUnfinished,
  forgetUnfinished,
  type Unfinished,
  type UploadItem,
  UploadQueue,
  type UploadState,
} from "#components/artifacts/upload-queue.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { formatBytes, formatPercent } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { type Tone, toneInk } from "#components/ui/tone.ts";

type UploaderProps = { versionId: string; onUploaded: () => Promise<void> };

const NO_ITEMS: readonly UploadItem[] = [];

/** Adds files to a version: dropped or chosen, with their progress, held at will, and going on after a cut. */
export function Uploader({ versionId, onUploaded }: UploaderProps) {
  const input = useRef<HTMLInputElement>(null);
  const queue = useUploadQueue(versionId, onUploaded);
  const items = useSyncExternalStore(queue.subscribe, queue.items, () => NO_ITEMS);
  const { isOver, ...dropHandlers } = useDrop((files) => queue.add(files));

  return (
    <div className="space-y-2">
      <LeftUnfinished versionId={versionId} items={items} />
      <div
        {...dropHandlers}
        role="group"
        aria-label="Add files"
        className={cn(
          "flex flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-md border border-dashed border-line-strong/60 px-3 py-4 text-center text-muted",
          isOver && "border-accent bg-accent-soft text-accent-ink",
        )}
      >
        <input
          ref={input}
          type="file"
          multiple
          aria-label="Files to add"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            // So that the same file can be chosen again after a refusal.
            event.target.value = "";
            queue.add(files);
          }}
        />
        <Button onClick={() => input.current?.click()}>
          <Upload aria-hidden />
          Add files
        </Button>
        <span>or drop them here</span>
      </div>
      {items.length > 0 && (
        <ul aria-label="Uploads" className="divide-y divide-line rounded-md border border-line">
          {items.map((item) => (
            <UploadRow key={item.key} item={item} queue={queue} />
          ))}
        </ul>
      )}
    </div>
  );
}

function useUploadQueue(versionId: string, onUploaded: () => Promise<void>): UploadQueue {
  const [queue] = useState(() => new UploadQueue(versionId));
  useEffect(() => queue.tell(() => void onUploaded()), [queue, onUploaded]);
  useEffect(() => {
    const resume = () => queue.resumeCut();
    window.addEventListener("online", resume);
    return () => {
      window.removeEventListener("online", resume);
      queue.stop();
    };
  }, [queue]);
  return queue;
}

/** Handlers for a place where files are dropped. Entering a child leaves the parent, so the two are counted. */
function useDrop(take: (files: readonly File[]) => void) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    isOver: depth > 0,
    onDragEnter: (event: DragEvent) => hasFiles(event) && setDepth((now) => now + 1),
    onDragLeave: (event: DragEvent) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1)),
    onDragOver: (event: DragEvent) => hasFiles(event) && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      take([...event.dataTransfer.files]);
    },
  };
}

const looks: Record<UploadState, { word: string; tone: Tone }> = {
  waiting: { word: "Waiting", tone: "wait" },
  sending: { word: "Sending", tone: "move" },
  paused: { word: "Paused", tone: "warn" },
  cut: { word: "Line cut", tone: "warn" },
  failed: { word: "Failed", tone: "bad" },
  done: { word: "Added", tone: "good" },
};

function UploadRow({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const { key, name, size, sent, state, error, isResumed } = item;
  const { word, tone } = looks[state];
  // The last piece is checked and hashed before it counts.
  const doing = state === "sending" && sent === size ? "Checking" : word;
  return (
    <li className="space-y-1 px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </span>
        <span role="status" className={cn("flex items-center gap-1 text-xs", toneInk[tone])}>
          {state === "done" && <CircleCheck aria-hidden className="size-3.5" />}
          {doing}
          {isResumed && state === "sending" && ", taken up again"}
        </span>
        {state === "sending" && (
          <IconButton icon={Pause} label={`Pause ${name}`} size="sm" onClick={() => queue.pause(key)} />
        )}
        {state === "paused" && (
          <IconButton icon={Play} label={`Resume ${name}`} size="sm" onClick={() => queue.resume(key)} />
        )}
        {(state === "cut" || state === "failed") && (
          <IconButton icon={RotateCw} label={`Try ${name} again`} size="sm" onClick={() => queue.resume(key)} />
        )}
        <IconButton
          icon={X}
          label={state === "done" ? `Take ${name} off the list` : `Give up ${name}`}
          size="sm"
          onClick={() => queue.remove(key)}
        />
      </div>
      {state !== "done" && (
        <div className="flex items-center gap-3">
          <ProgressBar
            label={`Upload of ${name}`}
            segments={[{ key: "sent", label: "bytes sent", value: sent, tone: state === "failed" ? "bad" : "move" }]}
            total={size}
            moving={state === "sending"}
          />
          <span className="shrink-0 text-xs whitespace-nowrap text-muted tabular-nums">
            {formatBytes(sent)} of {formatBytes(size)}, {formatPercent(size === 0 ? 0 : sent / size)}
          </span>
        </div>
      )}
      {(state === "failed" || state === "cut") && (
        <p role="alert" className="text-xs text-bad-ink">
          {sentenceOf(error)}
        </p>
      )}
    </li>
  );
}

const unfinishedKey = (versionId: string) => ["uploads", "unfinished", versionId] as const;

/** Says which uploads an earlier visit began: with the same file they go on where they were. */
function LeftUnfinished({ versionId, items }: { versionId: string; items: readonly UploadItem[] }) {
  const cache = useQueryClient();
  const { data = [] } = useQuery({
    queryKey: unfinishedKey(versionId),
    queryFn: () => findUnfinished(versionId),
    staleTime: Infinity,
  });
  const isHere = ({ name, size }: Unfinished) => items.some((item) => item.name === name && item.size === size);
  const left = data.filter((upload) => !isHere(upload));
  if (left.length === 0) return null;
  return (
    <Notice title="Not finished">
      <ul className="space-y-1">
        {left.map((upload) => (
          <li key={upload.storageKey} className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 truncate">
              {upload.name} ({formatBytes(upload.size)}), begun <RelativeTime at={upload.begunAt} />
            </span>
            <Button
              variant="link"
              size="sm"
              onClick={() => {
                void forgetUnfinished(upload).then(() =>
                  cache.invalidateQueries({ queryKey: unfinishedKey(versionId) }),
                );
              }}
            >
              Forget it
            </Button>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-muted">Add the same file again, and it goes on where it was.</p>
    </Notice>
  );
}
