"use client";

import type { LucideIcon } from "lucide-react";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";

type IconButtonProps = Omit<ButtonProps, "children" | "asChild" | "aria-label"> & {
  icon: LucideIcon;
  /** What it does, in words: the accessible name and the tooltip. */
  label: string;
  keys?: string;
};

export function IconButton({
  icon: Icon,
  label,
  keys,
  variant = "ghost",
  size = "md",
  className,
  ...props
}: IconButtonProps) {
  return (
    <Tooltip content={label} keys={keys}>
      <Button
        variant={variant}
        size={size}
        aria-label={label}
        className={cn("px-0", size === "sm" ? "w-7" : "w-8", "[&_svg]:size-4", className)}
        {...props}
      >
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}
