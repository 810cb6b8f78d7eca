"use client";

import { Moon, Sun, SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import type { ReactElement } from "react";
import { Menu, MenuChoice, MenuChoices } from "#components/ui/menu.tsx";

export default function ThemeMenu({ trigger }: { trigger: ReactElement }) {
  const { theme, setTheme } = useTheme();
  return (
    <Menu label="Theme" trigger={trigger} defaultOpen>
      <MenuChoices value={theme} onValueChange={setTheme}>
        <MenuChoice value="light">
          <Sun aria-hidden className="text-muted" />
          Light
        </MenuChoice>
        <MenuChoice value="dark">
          <Moon aria-hidden className="text-muted" />
          Dark
        </MenuChoice>
        <MenuChoice value="system">
          <SunMoon aria-hidden className="text-muted" />
          As the system
        </MenuChoice>
      </MenuChoices>
    </Menu>
  );
}
