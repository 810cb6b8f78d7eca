"use client";

import { useState } from "react";
import { promoteVersion, withdrawVersion } from "#components/products/version-queries.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { compareVersions, parseVersion } from "#lib/products/rules/semver.ts";
import type { ChannelView, VersionView } from "#lib/products/view.ts";

type PromoteVersionProps = {
  version: VersionView;
  channels: readonly ChannelView[];
  /** How many devices that run the product follow each, by name. */
  followers: Readonly<Record<string, number>>;
  onDone: () => void;
  onClose: () => void;
};

/** Puts a version on channels and takes it out of others, saying what their followers will be offered. */
export function PromoteVersion({ version, channels, followers, onDone, onClose }: PromoteVersionProps) {
  const [chosen, setChosen] = useState<readonly string[]>(version.channels);
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    for (const { id, name } of channels) {
      const isOn = version.channels.includes(name);
      if (chosen.includes(name) && !isOn) await promoteVersion(id, version.id);
      if (!chosen.includes(name) && isOn) await withdrawVersion(id, version.id);
    }
    onDone();
  });

  return (
    <Dialog open onOpenChange={onClose} title={`Promote ${version.version}`}>
      <form onSubmit={onSubmit} className="space-y-4">
        <FormError error={error} title="Not everything was done" />
        <fieldset className="space-y-3">
          <legend className="mb-2 font-medium">Channels</legend>
          {channels.map((channel) => (
            <Checkbox
              key={channel.id}
              label={channel.name}
              help={
                <>
                  {outlookOf(version, channel, chosen.includes(channel.name))}{" "}
                  {(followers[channel.name] ?? 0) > 0 &&
                    `${countOf(followers[channel.name] ?? 0, "device")} follow it.`}
                </>
              }
              checked={chosen.includes(channel.name)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, channel.name] : chosen.filter((name) => name !== channel.name))
              }
            />
          ))}
        </fieldset>
        <DialogActions submit="Save" busy={isBusy} />
      </form>
    </Dialog>
  );
}

/** What the followers of a channel would be offered. */
function outlookOf(version: VersionView, channel: ChannelView, isOn: boolean): string {
  const newest = channel.newest;
  if (!isOn) {
    if (newest === null) return "It offers nothing.";
    return newest.id === version.id
      ? "Its followers go on with the next older version."
      : `It offers ${newest.version}.`;
  }
  if (version.isHeld) return "Once it is released, its followers are offered it.";
  if (newest === null || newest.id === version.id) return "Its followers are offered this version.";
  return isNewer(newest.version, version.version)
    ? `Its followers stay with ${newest.version}, which is newer.`
    : `Its followers go from ${newest.version} to this version.`;
}

function isNewer(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left !== null && right !== null && compareVersions(left, right) > 0;
}
