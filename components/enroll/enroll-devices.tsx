"use client";

import { AgentSteps } from "#components/enroll/agent-steps.tsx";
import { HawkbitSteps } from "#components/enroll/hawkbit-steps.tsx";
import { Step } from "#components/enroll/step.tsx";
import { useAddress } from "#components/ui/address.ts";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { FleetView } from "#lib/devices/view.ts";

const clients = [
  { value: "agent", label: "Docker or Podman" },
  { value: "files", label: "Host without containers" },
  { value: "swupdate", label: "SWUpdate" },
  { value: "rauc", label: "RAUC" },
  { value: "own", label: "Client of your own" },
] as const;

/** From nothing to a device that polls, by copy and paste: into which fleet, with which client, with which token. */
export function EnrollDevices({ fleets }: { fleets: readonly FleetView[] }) {
  const address = useAddress();
  const chosen = address.get("fleet");
  const fleet = fleets.find(({ name }) => name === chosen) ?? fleets[0];
  const client = address.get("with") ?? "agent";
  if (!fleet) return null;
  const [first, ...others] = fleets;
  return (
    <div className="max-w-3xl space-y-6">
      <Step number={1} title="Choose the fleet that they join">
        <FilterSelect
          label="Fleet"
          parameter="fleet"
          all={first?.name ?? ""}
          options={others.map(({ name }) => ({ value: name, label: name }))}
        />
      </Step>
      <Step number={2} title="Choose what runs on the device">
        <Tabs label="Client" parameter="with" tabs={[...clients]} />
      </Step>
      {client === "swupdate" || client === "rauc" ? (
        <HawkbitSteps key={`${fleet.id}/${client}`} fleet={fleet} client={client} />
      ) : (
        <AgentSteps key={fleet.id} fleet={fleet} client={client === "files" || client === "own" ? client : "agent"} />
      )}
    </div>
  );
}
