"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cn } from "#components/ui/cn.ts";
import { IconButton } from "#components/ui/icon-button.tsx";

const FOCUSABLE = "input:not([type=hidden]):enabled, textarea:enabled, select:enabled, button:enabled";

/** A window over the page. Put the buttons into `footer`; a form may wrap the children and point there by its id. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  trigger,
  footer,
  children,
  wide = false,
}: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40 dark:bg-black/60" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            // To the first field or button of the content, rather than to the cross in the corner.
            const first = body.current?.querySelector<HTMLElement>(FOCUSABLE);
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          className={cn(
            "fixed top-[max(1rem,12vh)] left-1/2 z-50 flex max-h-[min(84vh,48rem)] w-[calc(100vw-1.5rem)] -translate-x-1/2 animate-rise flex-col rounded-xl bg-raised shadow-raised",
            wide ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className="flex items-start gap-3 px-4 pt-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" size="sm" className="-mr-1.5" />
            </Radix.Close>
          </div>
          <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
            {children}
          </div>
          {footer && (
            <div className="flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t border-line bg-sunken/60 px-4 py-2.5">
              {footer}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type DialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  trigger?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
  wide?: boolean;
};

export const DialogClose = Radix.Close;
