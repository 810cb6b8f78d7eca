"use client";

import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { KeyHint } from "#components/ui/key-hint.tsx";

const itemStyle =
  "flex min-h-7 cursor-default items-center gap-2 rounded px-2 py-1 text-sm outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0";

/** A button's list of things to do: `<Menu trigger={<IconButton …/>}><MenuItem …/></Menu>`. */
export function Menu({ trigger, children, align = "end", label, defaultOpen }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-rise overflow-y-auto rounded-lg bg-raised p-1 shadow-raised"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  label?: string;
  /** It is mounted by the click that asks for it. */
  defaultOpen?: boolean;
};

type MenuItemProps = ComponentProps<typeof Radix.Item> & { icon?: LucideIcon; keys?: string; danger?: boolean };

export function MenuItem({ icon: Icon, keys, danger = false, className, children, asChild, ...props }: MenuItemProps) {
  const style = cn(itemStyle, danger && "text-bad-ink", className);
  if (asChild) {
    return (
      <Radix.Item asChild className={style} {...props}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item className={style} {...props}>
      {Icon && <Icon aria-hidden className={danger ? undefined : "text-muted"} />}
      <span className="flex-1">{children}</span>
      {keys && (
        <span aria-hidden>
          <KeyHint keys={keys} />
        </span>
      )}
    </Radix.Item>
  );
}

export function MenuChoice({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(itemStyle, className)} {...props}>
      <span className="flex size-3.5 items-center justify-center">
        <Radix.ItemIndicator>
          <Check aria-hidden className="text-accent-ink" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.RadioItem>
  );
}

export const MenuChoices = Radix.RadioGroup;

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
