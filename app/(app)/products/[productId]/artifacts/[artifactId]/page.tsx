import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { BuildNumber, Commit, DownloadBuild, RollOutBuild } from "#components/artifacts/build-list.tsx";
import { buildName } from "#components/artifacts/build-name.ts";
import { ConfigPanel } from "#components/artifacts/config-panel.tsx";
import { DependenciesPanel } from "#components/artifacts/dependencies-panel.tsx";
import { EnvironmentPanel } from "#components/artifacts/environment-panel.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { getArtifact } from "#lib/builds/find.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";

type ArtifactPageRequest = PageRequest<"productId" | "artifactId">;

const readArtifact = cache(async (artifactId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getArtifact(ctx, { artifactId }));
});

export async function generateMetadata({ params }: ArtifactPageRequest): Promise<Metadata> {
  const build = await readArtifact((await params).artifactId);
  return { title: `Build of ${build.product.slug} ${buildName(build)}` };
}

export default async function ArtifactPage({ params }: ArtifactPageRequest) {
  const { productId, artifactId } = await params;
  const [product, build] = await Promise.all([readProductOfPage(productId), readArtifact(artifactId)]);
  if (build.product.id !== product.id) notFound();
  const { version, digest, size, file, imageTags, metadata } = build;

  return (
    <div className="space-y-4">
      <Panel
        title={`Build of ${buildName(build)}`}
        actions={
          <>
            {build.isLatest && <Badge>Latest</Badge>}
            <RollOutBuild build={build} />
            <DownloadBuild build={build} />
          </>
        }
        bodyClassName="space-y-3 p-3"
      >
        <Facts>
          <Fact label="Version">
            {version === null ? (
              "none"
            ) : (
              <Link
                href={`/products/${product.slug}/versions/${encodeURIComponent(version)}`}
                className="rounded text-accent-ink hover:underline"
              >
                {version}
              </Link>
            )}
          </Fact>
          <Fact label="Commit">
            <Commit build={build} />
          </Fact>
          {(build.buildNumber ?? build.buildUrl) !== null && (
            <Fact label="Build">
              <BuildNumber build={build} />
            </Fact>
          )}
          {build.author && <Fact label="Author">{build.author}</Fact>}
          <Fact label="Built">
            <RelativeTime at={build.builtAt} />
          </Fact>
          <Fact label="Recorded">
            <RelativeTime at={build.createdAt} /> by {build.createdBy.name ?? build.createdBy.kind}
          </Fact>
        </Facts>
        <Facts>
          {file && <Fact label="File">{file.fileName}</Fact>}
          {size !== null && <Fact label="Size">{formatBytes(size)}</Fact>}
          {digest && (
            <Fact label="Digest">
              <Digest digest={digest} copy />
            </Fact>
          )}
          {imageTags.length > 0 && (
            <Fact label="Image tags">
              {imageTags.map((tag) => (
                <code key={tag} className="block truncate font-mono text-xs">
                  {tag}
                </code>
              ))}
            </Fact>
          )}
        </Facts>
      </Panel>
      <DependenciesPanel manifests={build.dependencies} />
      <ConfigPanel files={build.configFiles} />
      <EnvironmentPanel artifactId={build.id} variables={build.environment} />
      {Object.keys(metadata).length > 0 && (
        <Panel title="Metadata" bodyClassName="p-3">
          <CodeBlock code={JSON.stringify(metadata, null, 2)} className="max-h-96 overflow-auto" />
        </Panel>
      )}
    </div>
  );
}
