"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2, Trash2, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useId } from "react";
import { Uploader } from "#components/artifacts/uploader.tsx";
import { deleteFile, fileKeys, listFiles, makeFileLink } from "#components/products/queries.ts";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { ErrorState, sentenceOf } from "#components/ui/error-state.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { FileView } from "#lib/artifacts/view.ts";

/** The files that a version consists of, and the way to add one. The server refuses once it was rolled out. */
export function VersionFiles({ versionId }: { versionId: string }) {
  const mayWrite = useMay("versions:write");
  const titleId = useId();
  const { data, error, refetch } = useQuery({
    queryKey: fileKeys.ofVersion(versionId),
    queryFn: ({ signal }) => listFiles(versionId, signal),
  });
  const changed = useChanged(() => refetch());

  return (
    <section aria-labelledby={titleId} className="space-y-3 p-4">
      <h2 id={titleId} className="text-sm font-semibold">
        Files
      </h2>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton className="h-8" />}
      {data?.items.length === 0 && <p className="text-muted">None. Images need none; firmware and apps do.</p>}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line rounded-md border border-line">
          {data.items.map((file) => (
            <FileRow key={file.id} file={file} mayDelete={mayWrite} onDeleted={changed} />
          ))}
        </ul>
      )}
      {mayWrite && <Uploader versionId={versionId} onUploaded={changed} />}
    </section>
  );
}

/** The version's digest follows its files, and stands in the list behind. */
function useChanged(refetch: () => Promise<unknown>): () => Promise<void> {
  const router = useRouter();
  return async () => {
    await refetch();
    router.refresh();
  };
}

type FileRowProps = { file: FileView; mayDelete: boolean; onDeleted: () => Promise<void> };

function FileRow({ file, mayDelete, onDeleted }: FileRowProps) {
  return (
    <li className="flex items-center gap-3 px-3 py-1.5">
      <Link
        href={`/settings/cdn/files/${file.id}`}
        className="min-w-0 flex-1 truncate rounded hover:underline"
        title={`${file.fileName}: where it is handed out, and how often`}
      >
        {file.fileName}
      </Link>
      {file.isDamaged && <Damaged />}
      <span className="text-muted tabular-nums">{formatBytes(file.fileSize)}</span>
      <span className="max-sm:hidden">
        <Digest digest={`sha256:${file.sha256}`} copy />
      </span>
      <CopyLink fileId={file.id} fileName={file.fileName} />
      {mayDelete && (
        <ConfirmDialog
          title={`Delete ${file.fileName}`}
          confirmLabel="Delete the file"
          danger
          trigger={<IconButton icon={Trash2} label={`Delete ${file.fileName}`} size="sm" />}
          onConfirm={async () => {
            await deleteFile(file.id);
            await onDeleted();
          }}
        >
          The version no longer has this file, and its digest changes.
        </ConfirmDialog>
      )}
    </li>
  );
}

function Damaged() {
  return (
    <span
      role="alert"
      title="Its content was found damaged and is not handed out. Add the same file again to bring it back."
      className="flex items-center gap-1 rounded bg-bad-soft px-1.5 text-xs text-bad-ink"
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      Damaged: add it again
    </span>
  );
}

/** Copies an address of the file: for good where its product is public, else for an hour. */
function CopyLink({ fileId, fileName }: { fileId: string; fileName: string }) {
  async function copy() {
    try {
      const { url, expiresAt } = await makeFileLink(fileId);
      await navigator.clipboard.writeText(url);
      const detail = expiresAt ? "It opens this file for an hour, for whoever has it." : "It holds for good.";
      toast({ kind: "good", title: "The address is copied", detail });
    } catch (error) {
      toast({ kind: "bad", title: "The address could not be copied", detail: sentenceOf(error) });
    }
  }
  return <IconButton icon={Link2} label={`Copy an address of ${fileName}`} size="sm" onClick={() => void copy()} />;
}
