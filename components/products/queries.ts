import { api } from "#components/api.ts";
import type { FileLinkView, FileView } from "#lib/artifacts/view.ts";

const FILES = "/api/distribution/cdn/files";
/** As many as one answer holds; a version with more is listed over the API. */
const FILES_SHOWN = 500;

export const fileKeys = {
  ofVersion: (versionId: string) => ["files", versionId] as const,
};

export const listFiles = (versionId: string, signal: AbortSignal) =>
  api<{ items: FileView[] }>(FILES, { query: { versionId, limit: FILES_SHOWN }, signal });

export const deleteFile = (fileId: string) => api<undefined>(`${FILES}/${fileId}`, { method: "DELETE" });

export const makeFileLink = (fileId: string) =>
  api<FileLinkView>(`${FILES}/${fileId}/link`, { method: "POST", body: {} });
