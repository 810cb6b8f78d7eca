import { Fact, Facts } from "#components/ui/panel.tsx";
import { countOf } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { EnvironmentView } from "#lib/environments/view.ts";

/** What holds for deployments to an environment. */
export function EnvironmentFacts({ environment }: { environment: EnvironmentView }) {
  const { requiredApprovals, approverRole, riskLimit, requiresPromotion, deviceCount, timeZone, position } =
    environment;
  const { automaticRollback } = environment;
  const role = approverRole === "admin" ? "administrators" : "approvers";
  return (
    <div className="space-y-3">
      <Facts>
        <Fact label="Devices">{countOf(deviceCount, "device")}</Fact>
        <Fact label="Place in the line">{position}</Fact>
        <Fact label="Approvals">{requiredApprovals === 0 ? "none" : `${requiredApprovals} of ${role}`}</Fact>
        <Fact label="Risk limit">{riskLimit ?? "none"}</Fact>
        <Fact label="Versions">{requiresPromotion ? "verified before it" : "any"}</Fact>
        <Fact label="Turns out bad">{automaticRollback ? "taken back by itself" : "a person decides"}</Fact>
        <Fact label="Time zone">{timeZone}</Fact>
      </Facts>
      {deviceCount === 0 && (
        <Notice kind="warn" title="It means no devices">
          Deployments to it are refused until it does. Change its filter, or let devices join the fleets that it names.
        </Notice>
      )}
    </div>
  );
}
