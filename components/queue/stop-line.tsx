"use client";

import { OctagonX } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { queueKeys, stopLine } from "#components/queue/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import { ChevronDown } from "lucide-react";

type StopLineProps = { environments: readonly PlaceReference[]; products: readonly PlaceReference[] };

/** Stops everything with one click, or one place after a question. Letting it run again takes a reason. */
export function StopLine({ environments, products }: StopLineProps) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [place, setPlace] = useState("");
  const refresh = () => client.invalidateQueries({ queryKey: queueKeys.stops });

  const everything = useSubmit(async () => {
    try {
      await stopLine({ environment: null, product: null });
      toast({ kind: "warn", title: "The line is stopped", detail: "What runs goes on; nothing new starts." });
      await refresh();
    } catch (error) {
      toast({ kind: "bad", title: "The line was not stopped", detail: sentenceOf(error) });
    }
  });

  async function stopPlace(reason: string | undefined) {
    const [kind, id] = place.split(":");
    const body = { environment: kind === "e" ? (id ?? null) : null, product: kind === "p" ? (id ?? null) : null };
    await stopLine({ ...body, reason });
    await refresh();
  }

  return (
    <span className="inline-flex">
      <Button
        variant="danger"
        busy={everything.isBusy}
        onClick={() => void everything.submit()}
        className="rounded-r-none"
      >
        <OctagonX aria-hidden />
        Stop the line
      </Button>
      <Menu
        label="Stop a part"
        trigger={
          <IconButton icon={ChevronDown} label="Stop only a part" variant="danger" className="ml-px rounded-l-none" />
        }
      >
        <MenuItem onSelect={() => setIsAsking(true)}>Stop one environment or product…</MenuItem>
      </Menu>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title="Stop a part of the line"
        confirmLabel="Stop it"
        danger
        askReason
        onConfirm={stopPlace}
      >
        <Field label="Where" help="What runs goes on; nothing new starts there until it is lifted.">
          <Select
            required
            value={place}
            onChange={(event) => setPlace(event.target.value)}
            options={[
              { value: "", label: "Choose where", disabled: true },
              ...environments.map(({ id, name }) => ({ value: `e:${id}`, label: `Environment ${name}` })),
              ...products.map(({ id, name }) => ({ value: `p:${id}`, label: `Product ${name}` })),
            ]}
          />
        </Field>
      </ConfirmDialog>
    </span>
  );
}
