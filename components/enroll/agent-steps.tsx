"use client";

import { useState } from "react";
import { enrollByHand, runAgent, runFilesAgent, storeToken } from "#components/enroll/commands.ts";
import { Step } from "#components/enroll/step.tsx";
import { TokenForm } from "#components/fleets/token-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import type { FleetView, NewEnrollmentTokenView } from "#lib/devices/view.ts";

type AgentStepsProps = { fleet: FleetView; client: "agent" | "files" | "own" };

/** Clients of the native protocol enroll with a token of the fleet, and get one of their own for it. */
export function AgentSteps({ fleet, client }: AgentStepsProps) {
  const origin = useOrigin();
  const [made, setMade] = useState<NewEnrollmentTokenView | null>(null);
  const token = made?.token ?? "slpe_…";
  return (
    <>
      <Step number={3} title="Make an enrollment token">
        <p className="text-muted">
          With it a device registers itself into {fleet.name}, once, and gets a token of its own. It can do nothing
          else, and can be revoked on the fleet&rsquo;s page.
        </p>
        {made ? (
          <Secret secret={made.token} label="Enrollment token" />
        ) : (
          <TokenForm
            fleet={fleet}
            onDone={setMade}
            renderActions={(isBusy) => (
              <Button type="submit" variant="primary" busy={isBusy}>
                Make the token
              </Button>
            )}
          />
        )}
      </Step>
      <Step number={4} title="Run this on the device">
        {client === "own" ? (
          <CodeBlock label="Enroll; the answer holds the device's own token" code={enrollByHand(origin, token)} />
        ) : (
          <>
            <CodeBlock label="Put the token where only root reads it" code={storeToken(token)} />
            <CodeBlock
              label={client === "agent" ? "Start the agent; it finds Docker or Podman" : "Start the agent"}
              code={client === "agent" ? runAgent(origin) : runFilesAgent(origin)}
            />
          </>
        )}
        {!made && <p className="text-xs text-muted">Make the token above, and it stands in these commands.</p>}
        <p className="text-xs text-muted">
          {client === "agent" &&
            "As a service of systemd or in a container of its own: docs/devices/docker.md. It pulls by digest, checks, and goes back by itself."}
          {client === "files" &&
            "The script puts the verified files in place; what it is called with stands in docs/devices/files.md."}
          {client === "own" && "Then poll and report as docs/devices.md says: 25 lines of shell are enough."}
        </p>
      </Step>
    </>
  );
}
