"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { CircleHelp, Cpu, LogOut, type LucideIcon, Play, Rocket, SunMoon, Workflow, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { signOut, useMay, useMe } from "#components/session.tsx";
import { isOpenTo, places } from "#components/shell/navigation.ts";
import { KeyHint } from "#components/ui/key-hint.tsx";
import { listShortcuts } from "#components/ui/shortcuts.ts";
import { useRested } from "#components/ui/use-rested.ts";

const FOUND_MAX = 6;
const SEARCH_MIN = 2;
const REST_MS = 150;

type PaletteProps = { close: () => void; openHelp: () => void };

/** Finds places, rollouts, devices and policies, and does what the page at hand can do. */
export default function CommandPalette({ close, openHelp }: PaletteProps) {
  const router = useRouter();
  const me = useMe();
  const mayWrite = useMay("rollouts:write");
  const { resolvedTheme, setTheme } = useTheme();
  const [text, setText] = useState("");
  const needle = useRested(text.trim(), REST_MS);
  const found = useFound(needle);
  const [here] = useState(() => listShortcuts().filter(({ keys }) => !keys.startsWith("g ") && keys !== "?"));

  function go(href: string) {
    close();
    router.push(href);
  }
  function act(run: () => void) {
    close();
    // After the palette has given the focus back, so that a dialog which opens now keeps it.
    setTimeout(run);
  }

  return (
    <Dialog.Root open onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40 dark:bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[max(0.75rem,14vh)] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-rise overflow-hidden rounded-xl bg-raised shadow-raised"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Command label="Search and commands" loop>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="A page, rollout, device, policy or command"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
            />
            <Command.List className="max-h-[min(60vh,26rem)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted">
                {found.isFetching ? "Searching…" : "Nothing found"}
              </Command.Empty>
              {found.rollouts.length > 0 && (
                <Group heading="Rollouts">
                  {found.rollouts.map((rollout) => (
                    <Item
                      key={rollout.id}
                      icon={Rocket}
                      value={`rollout ${rollout.id}`}
                      keywords={[needle]}
                      onSelect={() => go(`/rollouts/${rollout.id}`)}
                      detail={rollout.status}
                    >
                      #{rollout.number} {rollout.product.slug} {rollout.tag}
                    </Item>
                  ))}
                </Group>
              )}
              {found.devices.length > 0 && (
                <Group heading="Devices">
                  {found.devices.map((device) => (
                    <Item
                      key={device.id}
                      icon={Cpu}
                      value={`device ${device.id}`}
                      keywords={[needle]}
                      onSelect={() => go(`/devices/${device.id}`)}
                    >
                      {device.name}
                    </Item>
                  ))}
                </Group>
              )}
              {found.policies.length > 0 && (
                <Group heading="Policies">
                  {found.policies.map((policy) => (
                    <Item
                      key={policy.id}
                      icon={Workflow}
                      value={`policy ${policy.id}`}
                      keywords={[needle]}
                      onSelect={() => go(`/policies/${policy.id}`)}
                    >
                      {policy.name}
                    </Item>
                  ))}
                </Group>
              )}
              {here.length > 0 && (
                <Group heading="On this page">
                  {here.map((shortcut) => (
                    <Item key={shortcut.keys} icon={Zap} onSelect={() => act(shortcut.run)} keys={shortcut.keys}>
                      {shortcut.label}
                    </Item>
                  ))}
                </Group>
              )}
              <Group heading="Go to">
                {places
                  .filter((place) => isOpenTo(place, me))
                  .map((place) => (
                    <Item key={place.href} icon={place.icon} onSelect={() => go(place.href)} keys={place.keys}>
                      {place.label}
                    </Item>
                  ))}
              </Group>
              <Group heading="Do">
                {mayWrite && (
                  <Item icon={Play} onSelect={() => go("/rollouts?start=yes")}>
                    Start a rollout
                  </Item>
                )}
                <Item icon={SunMoon} onSelect={() => act(() => setTheme(resolvedTheme === "dark" ? "light" : "dark"))}>
                  {resolvedTheme === "dark" ? "Switch to light" : "Switch to dark"}
                </Item>
                <Item icon={CircleHelp} onSelect={() => act(openHelp)} keys="?">
                  Keyboard help
                </Item>
                <Item icon={LogOut} onSelect={() => act(() => void signOut())}>
                  Sign out
                </Item>
              </Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 **:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-1.5 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-2xs **:[[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  icon: LucideIcon;
  onSelect: () => void;
  children: ReactNode;
  value?: string;
  /** What the server found need not contain the words typed, so they are given here for the palette's own filter. */
  keywords?: string[];
  detail?: string;
  keys?: string;
};

function Item({ icon: Icon, children, detail, keys, ...props }: ItemProps) {
  return (
    <Command.Item
      {...props}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1 data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {detail && <span className="text-xs text-muted">{detail}</span>}
      {keys && <KeyHint keys={keys} />}
    </Command.Item>
  );
}

type Found = {
  rollouts: { id: string; number: number; tag: string; status: string; product: { slug: string } }[];
  devices: { id: string; name: string }[];
  policies: { id: string; name: string }[];
};

const nothing: Found = { rollouts: [], devices: [], policies: [] };

function useFound(needle: string): Found & { isFetching: boolean } {
  const { data = nothing, isFetching } = useQuery({
    queryKey: ["palette", needle],
    queryFn: ({ signal }) => find(needle, signal),
    enabled: needle.length >= SEARCH_MIN,
    placeholderData: (previous) => previous,
  });
  return needle.length >= SEARCH_MIN ? { ...data, isFetching } : { ...nothing, isFetching: false };
}

async function find(needle: string, signal: AbortSignal): Promise<Found> {
  const query = { q: needle, limit: FOUND_MAX };
  const [rollouts, devices, policies] = await Promise.all([
    api<{ items: Found["rollouts"] }>("/api/v1/rollouts", { query, signal }),
    api<{ items: Found["devices"] }>("/api/v1/devices", { query, signal }),
    api<{ items: Found["policies"] }>("/api/v1/policies", { query, signal }),
  ]);
  return { rollouts: rollouts.items, devices: devices.items, policies: policies.items };
}
