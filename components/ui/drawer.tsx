"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { IconButton } from "#components/ui/icon-button.tsx";

/** A panel that slides in from a side and keeps the page behind it in view. */
export function Drawer({
  open,
  onOpenChange,
  title,
  description,
  trigger,
  children,
  side = "right",
  className,
}: DrawerProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/30 dark:bg-black/50" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          // The drawer is read before anything in it is used.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          tabIndex={-1}
          className={cn(
            "fixed inset-y-0 z-50 flex w-[calc(100vw-2.5rem)] max-w-md flex-col bg-raised shadow-raised outline-none",
            side === "right" ? "right-0 animate-slide-right" : "left-0 animate-slide-left",
            className,
          )}
        >
          <div className="flex items-start gap-3 border-b border-line px-4 py-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" size="sm" className="-mr-1.5" />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type DrawerProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  trigger?: ReactNode;
  children: ReactNode;
  side?: "left" | "right";
  className?: string;
};
