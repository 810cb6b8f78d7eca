"use client";

import { useRouter } from "next/navigation";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Switches a thing of a list on or off, and shows the page anew; says so where it failed. */
export function useSwitching<Thing extends { name: string; enabled: boolean }>(
  save: (thing: Thing, change: { enabled: boolean }) => Promise<unknown>,
): (thing: Thing) => Promise<void> {
  const router = useRouter();
  return async (thing) => {
    try {
      await save(thing, { enabled: !thing.enabled });
      router.refresh();
    } catch (error) {
      toast({ kind: "bad", title: `${thing.name} was not switched`, detail: sentenceOf(error) });
    }
  };
}
