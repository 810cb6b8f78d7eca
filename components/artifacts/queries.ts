import { api } from "#components/api.ts";
import type { RevealedEnvironment } from "#lib/builds/view.ts";

export const downloadHref = (artifactId: string) => `/api/artifacts/${artifactId}/download`;

export const revealEnvironment = (artifactId: string, reason: string | undefined) =>
  api<RevealedEnvironment>(`/api/artifacts/${artifactId}/environment/reveal`, { method: "POST", body: { reason } });
