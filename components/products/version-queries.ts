// How the browser reads and changes versions and channels: every call in one place.
import { api } from "#components/api.ts";
import type { Bump, NextVersion } from "#lib/products/rules/next-version.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import type { Compatibility } from "#lib/products/rules/compatibility.ts";
import type { ImportStep } from "#lib/products/rules/import-plan.ts";
import type { ChangelogProblem } from "#lib/products/rules/parse-changelog.ts";
import type { ChannelView, VersionView } from "#lib/products/view.ts";

const VERSIONS = "/api/distribution/versions";
const CHANNELS = "/api/distribution/channels";

export const versionKeys = {
  next: (productId: string, changelog: readonly ChangelogEntry[], prereleaseName: string) =>
    ["versions", "next", productId, changelog, prereleaseName] as const,
  choices: (productId: string) => ["versions", "choices", productId] as const,
};

/** As many as a list to choose from can show. */
const CHOICES_MAX = 100;

export const listVersionChoices = (productId: string, signal: AbortSignal) =>
  api<{ items: VersionView[] }>(VERSIONS, {
    query: { productId, includePrerelease: true, includeDeprecated: false, limit: CHOICES_MAX },
    signal,
  });

export type NewVersionDraft = {
  productId: string;
  version: string;
  isStable: boolean;
  channels: string[];
  releaseNotes: string;
  changelog: ChangelogEntry[];
};

export const createVersion = (draft: NewVersionDraft, idempotencyKey: string) =>
  api<VersionView>(VERSIONS, { method: "POST", body: draft, idempotencyKey });

export type VersionEdit = Partial<
  Pick<VersionView, "releaseNotes" | "changelog" | "isFloor"> & { compatibility: Compatibility }
>;

export const updateVersion = (versionId: string, edit: VersionEdit) =>
  api<VersionView>(`${VERSIONS}/${versionId}`, { method: "PATCH", body: edit });

export const deprecateVersion = (versionId: string, body: { reason: string; replacement: string | null }) =>
  api<VersionView>(`${VERSIONS}/${versionId}/deprecate`, { method: "POST", body });

export const restoreVersion = (versionId: string) =>
  api<VersionView>(`${VERSIONS}/${versionId}/restore`, { method: "POST" });

export const holdVersion = (versionId: string, reason: string) =>
  api<VersionView>(`${VERSIONS}/${versionId}/hold`, { method: "POST", body: { reason } });

export const releaseVersion = (versionId: string, reason: string | undefined) =>
  api<VersionView>(`${VERSIONS}/${versionId}/release`, { method: "POST", body: { reason } });

export type Suggestion = NextVersion & { latest: string | null };

export const suggestNext = (
  question: { productId: string; changelog: readonly ChangelogEntry[]; prereleaseName?: string; bump?: Bump },
  signal?: AbortSignal,
) => api<Suggestion>(`${VERSIONS}/next`, { method: "POST", body: question, ...(signal && { signal }) });

export type ImportFormat = "keepAChangelog" | "conventionalCommits";

export type ImportQuestion = {
  productId: string;
  format: ImportFormat;
  text: string;
  missing?: "skip" | "create";
  overwrite?: boolean;
  apply?: boolean;
};

export type ImportAnswer = {
  applied: boolean;
  unreleased: ChangelogEntry[];
  versions: ImportStep[];
  problems: ChangelogProblem[];
  leftOut: { header: string; reason: string }[];
};

export const importChangelog = (question: ImportQuestion) =>
  api<ImportAnswer>(`${VERSIONS}/changelog/import`, { method: "POST", body: question });

export const createChannel = (body: { productId: string; name: string; description: string }) =>
  api<ChannelView>(CHANNELS, { method: "POST", body });

export const updateChannel = (channelId: string, body: { name: string; description: string }) =>
  api<ChannelView>(`${CHANNELS}/${channelId}`, { method: "PATCH", body });

export const deleteChannel = (channelId: string) => api<undefined>(`${CHANNELS}/${channelId}`, { method: "DELETE" });

export const promoteVersion = (channelId: string, version: string) =>
  api<VersionView>(`${CHANNELS}/${channelId}/versions`, { method: "POST", body: { version } });

export const withdrawVersion = (channelId: string, versionId: string) =>
  api<undefined>(`${CHANNELS}/${channelId}/versions/${versionId}`, { method: "DELETE" });
