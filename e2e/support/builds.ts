import type { Api } from "#lib/client/api.ts";
import { aZip } from "#lib/diffs/testing/archives.ts";
import type { Server } from "./server.ts";

interface Release {
  productId: string;
  version: string;
  files: Record<string, string>;
  secret: string;
}

interface Published {
  versionId: string;
  fileId: string;
  artifactId: string;
}

/** Makes a version with an archive, and the build that made it. */
export async function publishBuild(api: Api, server: Server, release: Release): Promise<Published> {
  const { productId, version, files, secret } = release;
  const make = async (path: string, body: object) =>
    (await api.call<{ id: string }>({ method: "POST", path, body })).id;
  const versionId = await make("/api/distribution/versions", { productId, version });
  const form = new FormData();
  form.append("versionId", versionId);
  const archive = aZip(Object.entries(files).map(([name, content]) => ({ name, content })));
  form.append("file", new Blob([new Uint8Array(archive)]), `release-${version}.zip`);
  const answer = await fetch(`${server.url}/api/distribution/cdn/upload`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: form,
  });
  const { id: fileId } = (await answer.json()) as { id: string };
  const environment = { TOKEN: secret, REGION: "eu" };
  return { versionId, fileId, artifactId: await make("/api/artifacts", { versionId, fileId, environment }) };
}
