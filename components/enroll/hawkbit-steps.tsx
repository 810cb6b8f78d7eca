"use client";

import { useState } from "react";
import {
  type HawkbitCredentials,
  raucConfig,
  RUN_RAUC,
  RUN_SWUPDATE,
  swupdateConfig,
} from "#components/enroll/commands.ts";
import { GatewayToken } from "#components/enroll/gateway-token.tsx";
import { Step } from "#components/enroll/step.tsx";
import { type NewTarget, TargetToken } from "#components/enroll/target-token.tsx";
import { type Choice, ChoiceCards } from "#components/ui/choice-cards.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import type { FleetView } from "#lib/devices/view.ts";

type TokenKind = HawkbitCredentials["token"]["kind"];

const kinds: Choice<TokenKind>[] = [
  {
    value: "target",
    label: "Target token: one device",
    help: "It opens the door of this device only. Register each device here or over the API first.",
  },
  {
    value: "gateway",
    label: "Gateway token: a whole tenant",
    help: "One for all devices of the fleet: put it into the image, and they register themselves. Who has it speaks for any of them.",
  },
];

const DEFAULT_TENANT = "DEFAULT";
const files = { swupdate: "/etc/swupdate.cfg", rauc: "/etc/rauc-hawkbit-updater/config.conf" } as const;

/** hawkBit's clients need no change: only where the server is, who they are, and a token. */
export function HawkbitSteps({ fleet, client }: { fleet: FleetView; client: "swupdate" | "rauc" }) {
  const origin = useOrigin();
  const [kind, setKind] = useState<TokenKind>("target");
  const [target, setTarget] = useState<NewTarget | null>(null);
  const [gatewayToken, setGatewayToken] = useState<string | null>(null);

  const made = kind === "target" ? target?.targetToken : gatewayToken;
  const credentials: HawkbitCredentials = {
    origin,
    tenant: fleet.tenant ?? (kind === "target" ? DEFAULT_TENANT : "<tenant>"),
    controllerId: kind === "target" && target ? target.controllerId : "SERIAL-NUMBER",
    token: { kind, value: made ?? `<${kind} token>` },
  };
  return (
    <>
      <Step number={3} title="Choose how the device proves who it is">
        <ChoiceCards legend="Token" choices={kinds} value={kind} onChange={setKind} />
        {kind === "target" ? (
          <TargetToken fleet={fleet} target={target} onMade={setTarget} />
        ) : (
          <GatewayToken fleet={fleet} token={gatewayToken} onMade={setGatewayToken} />
        )}
      </Step>
      <Step number={4} title="Write this on the device">
        <CodeBlock
          label={`${files[client]}${client === "swupdate" ? ", besides what is there" : ""}`}
          code={client === "swupdate" ? swupdateConfig(credentials) : raucConfig(credentials)}
        />
        <CodeBlock label="Then start it" code={client === "swupdate" ? RUN_SWUPDATE : RUN_RAUC} />
        <p className="text-xs text-muted">
          {made ? "" : "Make the token above, and it stands in the file. "}
          {kind === "gateway" && "Replace SERIAL-NUMBER on each device by what tells it from the others. "}
          {`More, from the image to the first update: docs/devices/${client}.md.`}
        </p>
      </Step>
    </>
  );
}
