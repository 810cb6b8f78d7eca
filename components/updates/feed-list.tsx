"use client";

import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Select } from "#components/ui/select.tsx";

type FeedListProps = { slug: string; channels: readonly string[] };

/** The addresses that updaters are set up with, to copy. */
export function FeedList({ slug, channels }: FeedListProps) {
  const [channel, setChannel] = useState(channels[0] ?? "stable");
  const origin = useOrigin();
  const base = `${origin}/feeds/${slug}/${channel}`;
  return (
    <div className="space-y-3 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 text-muted">Updaters that apps bring along read these as they are.</p>
        <span className="w-36">
          <Select
            aria-label="Channel of the feeds"
            options={channels.map((name) => ({ value: name, label: name }))}
            value={channel}
            onChange={(event) => setChannel(event.target.value)}
          />
        </span>
      </div>
      <CodeBlock label="electron-updater: provider generic, url" code={base} wrap />
      <CodeBlock
        label="Tauri: plugins.updater.endpoints"
        code={`${base}/tauri.json?target={{target}}&arch={{arch}}&current_version={{current_version}}`}
        wrap
      />
      <CodeBlock label="Sparkle: SUFeedURL" code={`${base}/appcast.xml`} wrap />
      <CodeBlock
        label="Anything else"
        code={`curl -X POST ${origin}/api/distribution/updates/check -H 'content-type: application/json' \\\n  -d '{"productId":"${slug}","channel":"${channel}","currentVersion":"1.0.0","clientId":"my-machine"}'`}
        wrap
      />
    </div>
  );
}
