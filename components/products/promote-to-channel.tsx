"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listVersionChoices, promoteVersion, versionKeys } from "#components/products/version-queries.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { ChannelView } from "#lib/products/view.ts";

type PromoteToChannelProps = {
  channel: ChannelView;
  /** How many devices that run the product follow it. */
  deviceCount: number;
  onDone: () => void;
  onClose: () => void;
};

/** Asks which version a channel is to take. */
export function PromoteToChannel({ channel, deviceCount, onDone, onClose }: PromoteToChannelProps) {
  const [version, setVersion] = useState("");
  const choices = useQuery({
    queryKey: versionKeys.choices(channel.productId),
    queryFn: ({ signal }) => listVersionChoices(channel.productId, signal),
  });
  const others = choices.data?.items.filter(({ channels }) => !channels.includes(channel.name)) ?? [];
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await promoteVersion(channel.id, version.trim());
    onDone();
  });

  return (
    <Dialog open onOpenChange={onClose} title={`Promote a version to ${channel.name}`}>
      <form onSubmit={onSubmit} className="space-y-4">
        <FormError error={error} placed={["version"]} title="The version was not promoted" />
        <p>
          {channel.newest === null
            ? "It offers nothing yet. Its followers are offered the version as soon as they ask."
            : `It offers ${channel.newest.version}. Followers go on to a version that is newer.`}{" "}
          {deviceCount > 0 && `${countOf(deviceCount, "device")} follow it.`}
        </p>
        <Field label="Version" error={problemOf("version")}>
          <Combobox
            value={version}
            onChange={setVersion}
            allowOther
            placeholder={choices.isPending ? "Loading versions…" : "1.2.0"}
            emptyText="Every version is on it already"
            options={others.map((other) => ({ value: other.version, label: other.version }))}
          />
        </Field>
        <DialogActions submit="Promote it" busy={isBusy} disabled={version.trim() === ""} />
      </form>
    </Dialog>
  );
}
