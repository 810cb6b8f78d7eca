"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import Link from "next/link";
import { Toast as Radix } from "radix-ui";
import { cn } from "#components/ui/cn.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { ShownToast } from "#components/ui/toast.tsx";
import { toneInk } from "#components/ui/tone.ts";

// Built on Radix rather than sonner: sonner writes a <style> without a nonce, which our content policy refuses.

const SHOWN_MS = 7000;
const looks = {
  info: { tone: "move", icon: Info },
  good: { tone: "good", icon: CircleCheck },
  warn: { tone: "warn", icon: TriangleAlert },
  bad: { tone: "bad", icon: CircleAlert },
} as const;

type ToastCornerProps = { toasts: readonly ShownToast[]; dismiss: (id: number) => void };

/** The corner where toasts appear. They stay while the pointer or the focus is on them. */
export default function ToastCorner({ toasts, dismiss }: ToastCornerProps) {
  return (
    <Radix.Provider duration={SHOWN_MS} label="Notification" swipeDirection="right">
      {toasts.map((message) => (
        <ToastCard key={message.id} message={message} dismiss={() => dismiss(message.id)} />
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-70 flex w-full max-w-sm flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  );
}

function ToastCard({ message, dismiss }: { message: ShownToast; dismiss: () => void }) {
  const { tone, icon: Icon } = looks[message.kind ?? "info"];
  return (
    <Radix.Root
      type={message.kind === "bad" ? "foreground" : "background"}
      onOpenChange={(open) => !open && dismiss()}
      className="flex animate-rise items-start gap-2.5 rounded-lg bg-raised py-2.5 pr-2 pl-3 shadow-raised data-[swipe=cancel]:translate-x-0 data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneInk[tone])} />
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-medium">{message.title}</Radix.Title>
        {message.detail && <Radix.Description className="text-muted">{message.detail}</Radix.Description>}
        {message.link && (
          <Radix.Action asChild altText={message.link.label}>
            <Link href={message.link.href} className="mt-0.5 inline-block font-medium text-accent-ink hover:underline">
              {message.link.label}
            </Link>
          </Radix.Action>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton icon={X} label="Dismiss" size="sm" className="-my-1" />
      </Radix.Close>
    </Radix.Root>
  );
}
