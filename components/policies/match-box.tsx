"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { matchPolicies, policyKeys } from "#components/policies/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { PolicyMatch } from "#lib/intake/view-policies.ts";

/** Asks which policy would decide about a push, and why. Nothing happens by asking. */
export function MatchBox() {
  const [text, setText] = useState("");
  const [image, setImage] = useState("");
  const match = useQuery({
    queryKey: policyKeys.match(image),
    queryFn: ({ signal }) => matchPolicies(image, signal),
    enabled: image !== "",
    staleTime: 0,
  });

  return (
    <Panel title="Try a push" bodyClassName="space-y-3 p-3">
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = text.trim();
          if (wanted === image) void match.refetch();
          else setImage(wanted);
        }}
      >
        <Field label="Image and tag" className="flex-1">
          <Input
            value={text}
            onChange={(event) => setText(event.target.value)}
            required
            maxLength={400}
            placeholder="ghcr.io/acme/gateway:1.5.0"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
        <Button type="submit" busy={match.isFetching}>
          <FlaskConical aria-hidden />
          Try
        </Button>
      </form>
      <div aria-live="polite">
        {match.isError && <p className="text-bad-ink">{sentenceOf(match.error)}</p>}
        {match.isSuccess && <Answer match={match.data} />}
        {image === "" && (
          <p className="text-xs text-muted">Says which policy would decide about it, and why. Nothing is started.</p>
        )}
      </div>
    </Panel>
  );
}

function Answer({ match }: { match: PolicyMatch }) {
  return (
    <div className="space-y-2">
      <p>
        {match.policy ? (
          <>
            <Link href={`/policies/${match.policy.id}`} className="rounded font-medium text-accent-ink hover:underline">
              {match.policy.name}
            </Link>{" "}
            would decide: {match.reason}.
          </>
        ) : (
          <span className="text-warn-ink">No policy would. {match.reason.replace(/^no-policy: /, "")}</span>
        )}
      </p>
      {match.others.length > 0 && (
        <details>
          <summary className="rounded text-muted hover:text-ink">Why not the others</summary>
          <ul className="mt-1 space-y-1">
            {match.others.map((other) => (
              <li key={other.policyId}>
                <Link href={`/policies/${other.policyId}`} className="rounded font-medium hover:underline">
                  {other.name}
                </Link>{" "}
                <span className="text-muted">{other.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
